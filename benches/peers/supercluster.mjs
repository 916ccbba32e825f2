// The marks of the map: supercluster, which has to be built anew whenever a filter moves.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { performance } from "node:perf_hooks";
const require = createRequire(process.env.PEERS + "/");
const folder = process.env.PEERS + "/node_modules/supercluster";
const { version } = JSON.parse(readFileSync(folder + "/package.json"));
const { default: Supercluster } = await import(pathToFileURL(require.resolve("supercluster")));

const points = [];
const text = readFileSync(process.argv[2], "latin1");
for (let at = text.indexOf("\n") + 1; at < text.length; ) {
  const end = text.indexOf("\n", at);
  const cells = text.slice(at, end).split(",", 6);
  if (cells[4] !== "") points.push({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [+cells[4], +cells[5]] } });
  at = end + 1;
}
const median = (times, work) => {
  const all = [];
  for (let i = 0; i < times; i++) { const began = performance.now(); work(i); all.push(performance.now() - began); }
  return all.sort((a, b) => a - b)[all.length >> 1];
};
const began = performance.now();
const index = new Supercluster({ radius: 40, maxZoom: 16 }).load(points);
const cluster_build = performance.now() - began;
let marks = 0;
const viewport = median(25, (i) => { marks = index.getClusters([5 + i * 0.1, 2, 25 + i * 0.1, 14], 6).length; });
const placed = index.getClusters([-180, -85, 180, 85], 2).reduce((sum, it) => sum + (it.properties.point_count ?? 1), 0);
console.log(JSON.stringify({ version, results: { placed }, times: { cluster_build, viewport, marks } }));
