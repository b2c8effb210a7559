import { Component } from "react";
import type { ReactNode } from "react";

/** What {@link ErrorCatcher} is given. */
export interface ErrorCatcherProps {
  onError: (message: string) => void;
  children?: ReactNode;
}

/** Renders nothing in place of an extension that threw, and tells why. */
export class ErrorCatcher extends Component<ErrorCatcherProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error): void {
    this.props.onError(error.message);
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}
