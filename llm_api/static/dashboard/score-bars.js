/** Scores from 1 to 10 as bars, each with its number for those who do not see the bar. */

import { h } from "./dom.js";
import { formatScore } from "./format.js";

/**
 * @typedef {import("./dom.js").Child} Child
 * @typedef {{ name: Child | Child[], value: number | null, note?: string }} Score
 */

/** @param {Score[]} scores @returns {HTMLElement} */
export const scoreBars = (scores) => h("dl", { class: "bars" }, scores.map(bar));

/** @param {Score} score */
function bar({ name, value, note }) {
  const fill = h("span", { class: "fill" });
  fill.style.setProperty("--share", `${(value ?? 0) * 10}%`);
  return h(
    "div",
    { class: "bar" },
    h("dt", { dir: "auto" }, [name].flat(), note && h("span", { class: "soft" }, ` ${note}`)),
    h(
      "dd",
      {},
      value === null
        ? h("span", { class: "soft" }, "Not scored")
        : [h("strong", {}, formatScore(value)), h("span", { class: "soft" }, " / 10")],
    ),
    h("span", { class: "track", "aria-hidden": "true" }, fill),
  );
}
