// SPDX-FileCopyrightText: The logtwin authors
// SPDX-License-Identifier: Apache-2.0

// A chart of the report: what it shows, in words, in numbers and as a drawing; and the renderer that draws it.

import type { ECBasicOption } from 'echarts/types/dist/shared';
import { ink } from './palette.js';

/** A chart before it is drawn. */
export interface Chart {
  /** Name of its .svg file and of its anchor. */
  readonly id: string;
  readonly title: string;
  /** What to see in it. */
  readonly caption: string;
  /** The numbers behind it. Row i belongs to data item i of each series. */
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Height in pixels at a width. */
  readonly height: (width: number) => number;
  readonly option: (width: number) => ECBasicOption;
}

/** Draws a chart as an SVG document of a width in pixels. */
export type DrawChart = (chart: Chart, width: number) => string;

/** Font of labels in charts; the page replaces it by its own. */
export const chartFont = 'system-ui, sans-serif';

/** Loads the plotting library, only the parts in use, and returns the function that draws. */
export async function loadChartRenderer(): Promise<DrawChart> {
  const [{ init, use }, charts, components, { SVGRenderer }] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  use([
    charts.BarChart,
    charts.CustomChart,
    charts.LineChart,
    charts.ScatterChart,
    components.GridComponent,
    components.LegendComponent,
    components.MarkLineComponent,
    SVGRenderer,
  ]);
  return (chart, width) => {
    const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height: chart.height(width) });
    try {
      drawing.setOption({
        animation: false,
        textStyle: { fontFamily: chartFont, fontSize: 12, color: ink('muted') },
        ...chart.option(width),
      });
      return tidy(drawing.renderToSVGString({ useViewBox: true }));
    } finally {
      // An instance that is not disposed keeps a timer, and so the process, alive.
      drawing.dispose();
    }
  };
}

/** Keeps the index of each data item, for tooltips, and drops what only the library's own browser part needs. */
function tidy(svg: string): string {
  return svg
    .replace(/<style\s*>[^]*?<\/style>\s*/, '')
    .replace(/<[^>]*ecmeta_ssr_type="legend"[^>]*>/g, (tag) => tag.replace(/ ecmeta_data_index="\d+"/, ''))
    .replace(/ ecmeta_data_index="(\d+)"/g, ' data-row="$1"')
    .replace(/ ecmeta_\w+="[^"]*"/g, '')
    .replace(/ class="zr[^"]*"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/ xmlns:xlink="[^"]*"| baseProfile="full"| version="1.1"/g, '')
    .replace(/ d="[^"]*"/g, (path) => path.replace(/(\d+\.\d{2})\d+/g, '$1'));
}
