import type {
  AlertProps,
  EmptyStateProps,
  ErrorStateProps,
  LoadingSpinnerProps,
  ProgressBarProps,
  StatisticsItemProps,
  StatisticsProps,
  StatisticsTrendProps,
  StepIndicatorProps,
  TooltipProps,
} from "@hubspot/ui-extensions";
import { useId } from "react";
import type { ReactNode } from "react";
import { size } from "./sizes.ts";

/** A message in the page. */
export function Alert({ title, children, variant = "info", testId }: AlertProps): ReactNode {
  const isUrgent = variant === "danger" || variant === "error";
  return (
    <div
      className={`hs-alert hs-alert-${variant}`}
      role={isUrgent ? "alert" : "status"}
      data-testid={testId}
    >
      <strong>{title}</strong>
      {children === undefined ? null : <div>{children}</div>}
    </div>
  );
}

/** There is nothing, and that is no fault. */
export function EmptyState(props: EmptyStateProps): ReactNode {
  const { title = "There's no data to see here", children, layout = "horizontal" } = props;
  const picture = <div className="hs-picture" aria-hidden="true" />;
  const words = (
    <div>
      <h2 className="hs-heading">{title}</h2>
      {children}
    </div>
  );
  return (
    <div
      className={`hs-empty hs-empty-${layout}${props.flush === true ? "" : " hs-spaced"}`}
      data-testid={props.testId}
    >
      {props.reverseOrder === true ? [words, picture] : words}
      {props.reverseOrder === true ? null : picture}
    </div>
  );
}

/** Something cannot be shown. */
export function ErrorState({
  title = "Something went wrong.",
  children,
  type = "error",
  testId,
}: ErrorStateProps): ReactNode {
  return (
    <div
      className={`hs-empty hs-empty-vertical hs-spaced hs-error-${type}`}
      role="alert"
      data-testid={testId}
    >
      <div className="hs-picture" aria-hidden="true" />
      <h2 className="hs-heading">{title}</h2>
      {children}
    </div>
  );
}

/** Something is under way. */
export function LoadingSpinner(props: LoadingSpinnerProps): ReactNode {
  const { label, showLabel = false, size: wanted = "sm", layout = "inline", testId } = props;
  return (
    <div className={`hs-loading hs-loading-${layout}`} role="status" data-testid={testId}>
      <span className={`hs-spinner hs-spinner-${size(wanted)}`} aria-hidden="true" />
      <span className={showLabel ? "" : "hs-sr-only"}>{label}</span>
    </div>
  );
}

/** How far something is. */
export function ProgressBar(props: ProgressBarProps): ReactNode {
  const { title, value = 0, showPercentage = false, variant = "success", valueDescription } = props;
  const max = props.maxValue ?? props.valueMax ?? 100;
  const share = max === 0 ? 0 : Math.min(1, value / max);
  const id = useId();
  return (
    <div className="hs-progress" data-testid={props.testId}>
      <div className="hs-progress-head">
        <span id={id}>{title}</span>
        <span>
          {valueDescription}
          {showPercentage ? ` ${Math.floor(share * 100)}%` : null}
        </span>
      </div>
      <div
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={valueDescription}
        {...(title === undefined
          ? { "aria-label": props["aria-label"] ?? "Progress" }
          : { "aria-labelledby": id })}
        className="hs-track"
      >
        <div className={`hs-bar hs-bar-${variant}`} style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  );
}

/** A word that explains what it stands beside, under the pointer or with the focus. */
export function Tooltip({ children, placement = "top" }: TooltipProps): ReactNode {
  return (
    <span role="tooltip" className={`hs-bubble hs-bubble-${placement}`}>
      {children}
    </span>
  );
}

/** Steps in their order, with the present one. */
export function StepIndicator(props: StepIndicatorProps): ReactNode {
  const {
    stepNames,
    currentStep = 0,
    direction = "horizontal",
    variant = "default",
    onClick,
  } = props;
  return (
    <ol className={`hs-steps hs-steps-${direction} hs-steps-${variant}`} data-testid={props.testId}>
      {stepNames.map((name, index) => {
        const state = index < currentStep ? "done" : index === currentStep ? "current" : "to-come";
        const content = (
          <>
            <span className="hs-circle" aria-hidden="true">
              {state === "done" ? "✓" : null}
            </span>
            {name}
            <span className="hs-sr-only">{state === "done" ? " (done)" : ""}</span>
          </>
        );
        return (
          <li
            key={name}
            className={`hs-step-${state}`}
            aria-current={state === "current" ? "step" : undefined}
          >
            {onClick === undefined ? (
              content
            ) : (
              <button type="button" onClick={() => onClick(index)}>
                {content}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Figures side by side. */
export function Statistics({ children, testId }: StatisticsProps): ReactNode {
  return (
    <div className="hs-statistics" data-testid={testId}>
      {children}
    </div>
  );
}

/** A figure. */
export function StatisticsItem({
  label,
  number,
  children,
  testId,
}: StatisticsItemProps): ReactNode {
  return (
    <div className="hs-statistic" data-testid={testId}>
      <span className="hs-statistic-label">{label}</span>
      <span className="hs-statistic-number">{number}</span>
      {children}
    </div>
  );
}

/** How a figure moved. */
export function StatisticsTrend({ value, direction, color }: StatisticsTrendProps): ReactNode {
  const isUp = direction === "increase";
  return (
    <span className={`hs-trend hs-trend-${color ?? (isUp ? "green" : "red")}`}>
      <span aria-hidden="true">{isUp ? "▲" : "▼"}</span> {value}
      <span className="hs-sr-only"> {direction}</span>
    </span>
  );
}
