import { createRoot } from "react-dom/client";
import type { ScreenData } from "../screen-data.ts";
import { Screen } from "./screen.tsx";

async function start(): Promise<void> {
  const response = await fetch("/preview/screen");
  const screen = (await response.json()) as ScreenData;
  const root = document.querySelector("#root");
  if (root !== null) createRoot(root).render(<Screen screen={screen} />);
}

void start();
