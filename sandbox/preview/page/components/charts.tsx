import type { BarChartProps, ChartDataRow, LineChartProps } from "@hubspot/ui-extensions";
import { useLayoutEffect, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";

/** Until it is measured. */
const WIDTH = 640;
const HEIGHT = 240;
/** A label of a category takes so many pixels. */
const LABEL = 64;
const EDGE = { left: 48, right: 8, top: 8, bottom: 28 };
const colors = ["#00a4bd", "#ff7a59", "#6a78d1", "#f5c26b", "#f2547d", "#516f90", "#00bda5"];

interface Series {
  name: string;
  color: string;
  /** By category; a missing one is drawn as nothing. */
  points: Map<string, number>;
}

interface Drawing {
  categories: string[];
  series: Series[];
  /** What the upper edge stands for. */
  max: number;
  isStacked: boolean;
  /** Of the part between the axes, in pixels. */
  width: number;
}

const innerHeight = HEIGHT - EDGE.top - EDGE.bottom;

function rowsOf(data: BarChartProps["data"]): ChartDataRow[] {
  return Array.isArray(data) ? data : data.data;
}

function toDrawing({ data, axes }: BarChartProps, width: number): Drawing {
  const { x, y, options = {} } = axes;
  const rows = rowsOf(data);
  const categories = [...new Set(rows.map((row) => String(row[x.field] ?? "")))];
  const group = options.groupFieldByColor;
  const names = group === undefined ? [y.label ?? y.field] : rows.map((row) => String(row[group]));
  const series = [...new Set(names)].map((name, index) => ({
    name,
    color: colors[index % colors.length] ?? "#516f90",
    points: new Map(
      rows
        .filter((row) => group === undefined || String(row[group]) === name)
        .map((row) => [String(row[x.field] ?? ""), Number(row[y.field] ?? 0)] as const),
    ),
  }));
  const isStacked = options.stacking === true;
  const heights = categories.map((category) => {
    const values = series.map(({ points }) => points.get(category) ?? 0);
    return isStacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
  });
  const max = roundUp(Math.max(1, ...heights) / 2) * 2;
  return { categories, series, max, isStacked, width: width - EDGE.left - EDGE.right };
}

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The next number that is easily read. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const round = ROUND.find((one) => one * power >= value) ?? 10;
  return round * power;
}

/** The width of an element, as it changes: what is drawn in pixels keeps the size of its letters. */
function useWidth(): [RefObject<HTMLElement>, number] {
  const ref = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(WIDTH);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth || WIDTH));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** The picture's frame, its words, and the same figures as a table for those who cannot see it. */
function Chart({
  chart,
  children,
}: {
  chart: BarChartProps;
  children: (drawing: Drawing) => ReactNode;
}): ReactNode {
  const [ref, width] = useWidth();
  const drawing = toDrawing(chart, width);
  const { options = {}, axes, testId } = chart;
  const title =
    options.title ?? `${axes.y.label ?? axes.y.field} by ${axes.x.label ?? axes.x.field}`;
  const step = Math.ceil((drawing.categories.length * LABEL) / drawing.width);
  return (
    <figure className="hs-chart" ref={ref} data-testid={testId}>
      {options.title === undefined ? null : <figcaption>{options.title}</figcaption>}
      <svg width={width} height={HEIGHT} aria-hidden="true">
        {[0, 0.5, 1].map((share) => (
          <g key={share} transform={`translate(${EDGE.left}, ${yOf(share)})`}>
            <line x2={drawing.width} stroke="#dfe3eb" />
            <text x={-6} y={4} textAnchor="end">
              {Math.round(drawing.max * share * 10) / 10}
            </text>
          </g>
        ))}
        {drawing.categories.map((category, index) =>
          index % step === 0 ? (
            <text key={category} x={xOf(index, drawing)} y={HEIGHT - 8} textAnchor="middle">
              {category}
            </text>
          ) : null,
        )}
        {children(drawing)}
      </svg>
      {options.showLegend === true ? <Legend series={drawing.series} /> : null}
      <Figures title={title} drawing={drawing} />
    </figure>
  );
}

function yOf(share: number): number {
  return EDGE.top + innerHeight * (1 - share);
}

function xOf(index: number, { categories, width }: Drawing): number {
  return EDGE.left + (width * (index + 0.5)) / categories.length;
}

function Legend({ series }: { series: readonly Series[] }): ReactNode {
  return (
    <ul className="hs-legend" aria-hidden="true">
      {series.map(({ name, color }) => (
        <li key={name}>
          <span style={{ background: color }} /> {name}
        </li>
      ))}
    </ul>
  );
}

function Figures({ title, drawing }: { title: string; drawing: Drawing }): ReactNode {
  return (
    <table className="hs-sr-only">
      <caption>{title}</caption>
      <thead>
        <tr>
          <td />
          {drawing.series.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {drawing.categories.map((category) => (
          <tr key={category}>
            <th scope="row">{category}</th>
            {drawing.series.map(({ name, points }) => (
              <td key={name}>{points.get(category) ?? ""}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A single bar would fill the picture. */
const MAX_BAR = 64;

/** Bars, side by side or one on the other. */
export function BarChart(props: BarChartProps): ReactNode {
  return (
    <Chart chart={props}>
      {(drawing) =>
        drawing.categories.map((category, index) => (
          <Bars key={category} category={category} at={xOf(index, drawing)} drawing={drawing} />
        ))
      }
    </Chart>
  );
}

function Bars({
  category,
  at,
  drawing,
}: {
  category: string;
  at: number;
  drawing: Drawing;
}): ReactNode {
  const { series, max, isStacked, categories } = drawing;
  const room = Math.min(MAX_BAR, (drawing.width / categories.length) * 0.7);
  const width = isStacked ? room : room / series.length;
  let below = 0;
  return series.map(({ name, color, points }, index) => {
    const share = (points.get(category) ?? 0) / max;
    const x = at - room / 2 + (isStacked ? 0 : index * width);
    const y = yOf(share + below);
    if (isStacked) below += share;
    return <rect key={name} x={x} y={y} width={width} height={innerHeight * share} fill={color} />;
  });
}

/** A line for each series. */
export function LineChart(props: LineChartProps): ReactNode {
  return (
    <Chart chart={props}>
      {(drawing) =>
        drawing.series.map((series) => <Line key={series.name} series={series} drawing={drawing} />)
      }
    </Chart>
  );
}

/** A line with a dot at each figure: a single one would make no line. */
function Line({
  series: { color, points },
  drawing,
}: {
  series: Series;
  drawing: Drawing;
}): ReactNode {
  const dots = drawing.categories.flatMap((category, index) => {
    const value = points.get(category);
    return value === undefined
      ? []
      : [{ category, x: xOf(index, drawing), y: yOf(value / drawing.max) }];
  });
  return (
    <g fill={color}>
      <polyline
        fill="none"
        stroke={color}
        strokeWidth={2}
        points={dots.map(({ x, y }) => `${x},${y}`).join(" ")}
      />
      {dots.map(({ category, x, y }) => (
        <circle key={category} cx={x} cy={y} r={3} />
      ))}
    </g>
  );
}
