/** A table whose first row and first column are headings. */

import { h } from "./dom.js";

/** @param {string[]} head @param {(string | number)[][]} rows */
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

/** @param {(string | number)[]} row */
const bodyRow = ([first, ...rest]) =>
  h(
    "tr",
    {},
    h("th", { scope: "row" }, first),
    rest.map((cell) => h("td", {}, cell)),
  );
