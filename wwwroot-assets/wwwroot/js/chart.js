// Draws what C# has computed (Components/Charts): one map of charts by id, colours from the tokens, redrawn when the theme changes.
import ApexCharts from "../vendor/apexcharts/apexcharts.esm.js";

const charts = new Map();
const root = document.documentElement;

const token = name => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
// A card that has become narrower holds fewer names on its axis; the library alone would print them over each other.
const pending = new Map();
const widths = new ResizeObserver(entries => {
  for (const { target, contentRect } of entries) {
    const known = [...charts.values()].find(chart => chart.element === target);
    if (!known || Math.abs((known.width ?? contentRect.width) - contentRect.width) < 24) {
      if (known) known.width ??= contentRect.width;
      continue;
    }
    known.width = contentRect.width;
    clearTimeout(pending.get(target));
    pending.set(target, setTimeout(() => { pending.delete(target); if (target.isConnected) redraw(known); }, 200));
  }
});

const escape = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);
const exact = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6 });
const steps = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

function compact(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "";
  for (const [size, letter] of steps) {
    if (Math.abs(value) >= size) return `${+(value / size).toFixed(value / size < 10 ? 1 : 0)}${letter}`;
  }
  return String(+value.toFixed(Math.abs(value) < 10 ? 2 : 0));
}

function tooltip(payload, index) {
  const lines = payload.series
    .filter(s => s.data[index] !== null && s.data[index] !== undefined)
    .map(s => {
      const value = s.data[index];
      const words = Array.isArray(value) ? `${exact.format(value[0])} to ${exact.format(value[1])}` : exact.format(value);
      const unit = payload.unit ? ` ${escape(payload.unit)}` : "";
      return `<div class="tip-line"><i style="background:${token(s.color)}"></i><span>${escape(s.name)}</span><b>${words}${unit}</b></div>`;
    });
  const notes = payload.marks.filter(m => m.index === index)
    .map(m => `<div class="tip-mark" style="color:${token(m.color)}">${escape(m.text)}</div>`);
  return `<div class="tip"><div class="tip-title">${escape(payload.labels[index] ?? "")}</div>${lines.join("")}${notes.join("")}</div>`;
}

const highest = (payload, index) =>
  payload.series.filter(s => s.marked).reduce((sum, s) => payload.stacked ? sum + (s.data[index] ?? 0) : Math.max(sum, s.data[index] ?? 0), 0);

/** Names that fit beside each other; C# gives about ten, a narrow card holds fewer. */
function fitting(payload, width) {
  const named = payload.ticks.filter(tick => tick !== "").length;
  const every = Math.max(1, Math.ceil(named * 62 / Math.max(80, width - 60)));
  let seen = 0;
  return payload.ticks.map(tick => (tick !== "" && seen++ % every === 0 ? tick : ""));
}

function series(payload) {
  const painted = new Map(payload.marks.filter(m => m.filled).map(m => [m.index, token(m.color)]));
  return payload.series.map(s => ({
    name: s.name,
    type: s.type,
    // Names on the axis may repeat or be empty, so the points are told apart by their number.
    data: s.data.map((y, i) => (s.type === "bar" && s.marked && painted.has(i) ? { x: String(i), y, fillColor: painted.get(i) } : { x: String(i), y }))
  }));
}

function options(payload, element, pick) {
  const dark = root.dataset.theme === "dark";
  const muted = token("muted");
  const font = token("font");
  const bars = payload.series.some(s => s.type === "bar");
  const perSeries = of => payload.series.map(of);
  const ticks = fitting(payload, element.clientWidth);
  return {
    chart: {
      type: payload.series.some(s => s.type === "rangeArea") ? "rangeArea" : payload.series[0]?.type ?? "line",
      height: payload.height,
      stacked: payload.stacked,
      background: "transparent",
      foreColor: muted,
      fontFamily: font,
      animations: { enabled: false },
      toolbar: { show: false },
      zoom: { enabled: false },
      selection: { enabled: false },
      parentHeightOffset: 0,
      redrawOnParentResize: true,
      events: pick ? { click: pick } : {}
    },
    theme: { mode: dark ? "dark" : "light" },
    colors: perSeries(s => token(s.color)),
    series: series(payload),
    dataLabels: { enabled: false },
    legend: { show: false },
    stroke: {
      curve: "straight",
      lineCap: "round",
      width: perSeries(s => (s.type === "rangeArea" ? 0 : s.type === "bar" ? 0 : s.dash ? 1.5 : 2)),
      dashArray: perSeries(s => (s.dash ? 4 : 0))
    },
    fill: {
      type: "solid",
      opacity: perSeries(s => (s.type === "rangeArea" ? (dark ? 0.28 : 0.22) : s.type === "area" ? 0.14 : s.type === "bar" ? (s.faint ? 0.35 : 0.92) : 1))
    },
    markers: { size: 0, strokeWidth: 0, hover: { size: 4 } },
    plotOptions: { bar: { columnWidth: payload.labels.length < 8 ? "40%" : "72%", borderRadius: payload.labels.length > 60 ? 0 : 2, borderRadiusApplication: "end" } },
    grid: { borderColor: token("border"), strokeDashArray: 0, xaxis: { lines: { show: false } }, padding: { top: -14, right: bars ? 8 : 20, bottom: -6, left: 8 } },
    states: { hover: { filter: { type: "none" } }, active: { filter: { type: "none" } } },
    xaxis: {
      type: "category",
      tickPlacement: bars ? "between" : "on",
      overwriteCategories: ticks,
      labels: {
        rotate: 0, hideOverlappingLabels: false, trim: false,
        style: { colors: muted, fontSize: "11px", fontFamily: font }
      },
      axisBorder: { show: true, color: token("border-strong") },
      axisTicks: { show: false },
      tooltip: { enabled: false },
      crosshairs: { stroke: { color: token("border-strong"), dashArray: 0 } }
    },
    yaxis: {
      min: payload.axis.min,
      max: payload.axis.max,
      tickAmount: payload.axis.steps,
      labels: { formatter: compact, minWidth: 28, style: { colors: muted, fontSize: "11px", fontFamily: font } }
    },
    annotations: {
      points: payload.marks.map(mark => ({
        x: String(mark.index), y: highest(payload, mark.index),
        marker: { size: mark.size, shape: mark.shape, fillColor: token(mark.filled ? mark.color : "surface"), strokeColor: token(mark.filled ? "surface" : mark.color), strokeWidth: mark.filled ? 1 : 2 }
      })),
      yaxis: payload.lines.map(line => ({
        y: line.value, borderColor: token(line.color), strokeDashArray: 4,
        // At the left: the newest values, which matter most, are at the right.
        label: { text: line.text, borderWidth: 0, position: "left", textAnchor: "start", offsetX: 4,
          style: { background: "transparent", color: token(line.color), fontSize: "11px", fontFamily: font } }
      }))
    },
    tooltip: {
      shared: true, intersect: false, theme: dark ? "dark" : "light", followCursor: false,
      custom: ({ dataPointIndex }) => tooltip(payload, dataPointIndex)
    },
    noData: { text: "" }
  };
}

// The tooltip follows the pointer over whole columns, so the column it stands on is the one that a click means.
function picker(id) {
  return () => {
    const known = charts.get(id);
    const index = known?.chart.w?.globals?.capturedDataPointIndex ?? -1;
    if (known?.owner && index >= 0) known.owner.invokeMethodAsync("PickAsync", index);
  };
}

export async function render(id, element, payload, owner) {
  const pick = owner ? picker(id) : null;
  const known = charts.get(id);
  if (known && known.element === element) {
    Object.assign(known, { payload, owner, pick });
    await known.chart.updateOptions(options(payload, element, pick), true, false);
    return;
  }

  if (known) dispose(id);
  if (!element.isConnected) return;
  element.classList.toggle("picks", Boolean(owner));
  const chart = new ApexCharts(element, options(payload, element, pick));
  charts.set(id, { chart, element, payload, owner, pick });
  widths.observe(element);
  await chart.render();
}

export function dispose(id) {
  const known = charts.get(id);
  if (!known) return;
  charts.delete(id);
  widths.unobserve(known.element);
  known.chart.destroy();
}

/** How many charts are alive: lets a browser test see that leaving a page frees them. */
export const count = () => charts.size;

const redraw = ({ chart, payload, element, pick }) => chart.updateOptions(options(payload, element, pick), true, false);

root.addEventListener("bw:theme", () => [...charts.values()].forEach(redraw));
