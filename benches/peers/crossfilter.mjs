// The brush: crossfilter2, with the same records and the same counts as ours.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
const require = createRequire(process.env.PEERS + "/");
const crossfilter = require("crossfilter2");
const version = require("crossfilter2/package.json").version;
const FIRST = 16436, TYPES = JSON.parse(process.env.TYPES), COUNTRIES = 24;

const records = [];
const text = readFileSync(process.argv[2], "latin1");
for (let at = text.indexOf("\n") + 1; at < text.length; ) {
  const end = text.indexOf("\n", at);
  const cells = text.slice(at, end).split(",", 12);
  // Undated events lie in no range.
  records.push({ day: cells[1] === "" ? -1 : +cells[1], type: cells[6], country: cells[8], group: +cells[11].slice(6) });
  at = end + 1;
}
const median = (times, work) => {
  const all = [];
  for (let i = 0; i < times; i++) { const began = performance.now(); work(i); all.push(performance.now() - began); }
  return all.sort((a, b) => a - b)[all.length >> 1];
};
const began = performance.now();
const all = crossfilter(records);
const day = all.dimension((it) => it.day);
const types = all.dimension((it) => it.type).group();
const countries = all.dimension((it) => it.country).group();
const groups = all.dimension((it) => it.group).group();
const weeks = day.group((it) => Math.floor(it / 7));
const total = all.groupAll();
const counts = () => {
  const by = (group) => new Map(group.all().map((it) => [it.key, it.value]));
  const [t, c] = [by(types), by(countries)];
  let sum = 0, dated = 0;
  for (const it of groups.all()) sum = (sum + it.value * (it.key % 7)) >>> 0;
  for (const it of weeks.all()) if (it.key >= 0) dated += it.value;
  return {
    rows: total.value(), types: TYPES.map((it) => t.get(it) ?? 0),
    countries: Array.from({ length: COUNTRIES }, (_, i) => c.get("Country " + i) ?? 0), groups: sum, dated,
  };
};
counts();
const build = performance.now() - began;
const brush = (from, to) => day.filterRange([FIRST + from, FIRST + to]);
brush(1000, 2500); counts();
let at = 1000;
const step = median(60, () => { at += 3; brush(at, at + 1500); counts(); });
const stepped = counts();
const jumps = [[0, 1200], [2400, 3600], [200, 3400], [1800, 1900], [900, 2700]];
const jump = median(25, (i) => { brush(...jumps[i % jumps.length]); counts(); });
console.log(JSON.stringify({ version, results: { stepped, jumped: counts() }, times: { build, step, jump } }));
