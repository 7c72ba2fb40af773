/** A table whose first row and first column are headings. */

import { h } from "./dom.js";

/** @typedef {import("./dom.js").Child | import("./dom.js").Child[]} Cell */

/** @param {string[]} head @param {Cell[][]} rows */
export const table = (head, rows) =>
  h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((cell) => h("th", { scope: "col" }, cell)),
      ),
    ),
    h("tbody", {}, rows.map(bodyRow)),
  );

/** @param {Cell[]} row */
const bodyRow = ([first, ...rest]) =>
  h(
    "tr",
    {},
    h("th", { scope: "row" }, ...[first].flat()),
    rest.map((cell) => h("td", {}, ...[cell].flat())),
  );
