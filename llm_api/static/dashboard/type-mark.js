/** How an interview's type is drawn: a shape and a colour, in charts and beside its name. */

import { h } from "./dom.js";

/** @type {Record<string, { colour: string, shape: string }>} shapes in Chart.js's names */
export const TYPE_MARKS = {
  Behavioral: { colour: "--type-behavioral", shape: "circle" },
  Technical: { colour: "--type-technical", shape: "rect" },
  "System Design": { colour: "--type-system-design", shape: "triangle" },
};

/** The mark of a type whose name stands beside it. @param {string} type */
export function typeMark(type) {
  const { colour, shape } = TYPE_MARKS[type];
  const mark = h("span", { class: `type-mark ${shape}`, "aria-hidden": "true" });
  mark.style.setProperty("--type", `var(${colour})`);
  return mark;
}
