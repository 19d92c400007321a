// Draws what a page states as data: <figure data-chart> with a JSON block. A bar or point that has rows behind it leads there.
// The table beside each chart says the same; without this script the figure stays hidden and the table stands.
(() => {
  "use strict";
  const drawn = new Map();
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const series = (one, index, kind) => ({
    name: one.name, type: kind, data: one.data, barMaxWidth: 34, symbolSize: 8, connectNulls: false,
    itemStyle: { color: colour(`--series-${index + 1}`) }, lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][index % 3] },
    symbol: ["circle", "rect", "triangle", "diamond"][index % 4],
    cursor: one.links ? "pointer" : "default",
  });
  const options = (data) => {
    const ink = colour("--quiet"), line = colour("--line");
    return {
      animation: false, aria: { enabled: false }, backgroundColor: "transparent",
      textStyle: { color: ink, fontFamily: "Source Sans Pro Web, system-ui, sans-serif" },
      grid: { left: 8, right: 12, top: data.unit ? 58 : 40, bottom: 6, containLabel: true },
      legend: { top: 0, left: 0, itemGap: 16, textStyle: { color: colour("--ink") } },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("--panel"), borderColor: line, textStyle: { color: colour("--ink") } },
      xAxis: { type: "category", data: data.x, axisLine: { lineStyle: { color: line } }, axisLabel: { color: ink } },
      yAxis: { type: "value", name: data.unit || "", minInterval: data.unit ? 0 : 1, axisLabel: { color: ink }, nameTextStyle: { color: ink }, splitLine: { lineStyle: { color: line } } },
      series: data.series.map((one, index) => series(one, index, data.kind)),
    };
  };
  const draw = (figure) => {
    if (!window.echarts || drawn.has(figure)) return;
    // A template, not a script: htmx lets no script through when a section is loaded anew.
    const data = JSON.parse(figure.querySelector("template[data-figures]").content.textContent);
    if (!data.x.length) return;
    figure.hidden = false;
    const chart = window.echarts.init(figure.querySelector(".chart"), null, { renderer: "canvas" });
    chart.setOption(options(data));
    chart.on("click", (event) => {
      const link = data.series[event.seriesIndex]?.links?.[event.dataIndex];
      if (link) window.location.assign(link);
    });
    drawn.set(figure, { chart, data });
  };
  const sweep = () => drawn.forEach((each, figure) => { if (!figure.isConnected) { each.chart.dispose(); drawn.delete(figure); } });
  const begin = (within) => { sweep(); within.querySelectorAll("[data-chart]").forEach(draw); };
  document.addEventListener("htmx:load", (event) => begin(event.detail.elt));
  window.addEventListener("resize", () => drawn.forEach((each) => each.chart.resize()));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach((each) => each.chart.setOption(options(each.data), true)));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => begin(document)); else begin(document);
})();
