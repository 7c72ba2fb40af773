/**
 * The filters of the list: as a form, in the page's address, and as the API takes them.
 * The address has the shorter names, and days of the reader's own calendar.
 */

import { h } from "./dom.js";
import { EXPERIENCE_LEVELS, INTERVIEW_TYPES } from "./fields.js";

const ORDERINGS = [
  ["", "Newest first"],
  ["completed_at", "Oldest first"],
  ["-overall_score", "Best score first"],
  ["overall_score", "Lowest score first"],
];
const SCORE_OPTIONS = Array.from({ length: 10 }, (_, i) => String(i + 1));

/**
 * What the address selects, in the API's names.
 * @param {URLSearchParams} address
 * @returns {import("./django-client.js").Filters}
 */
export function apiFilters(address) {
  return {
    search: address.get("search"),
    job_role: address.get("role"),
    interview_type: address.getAll("type"),
    experience_level: address.getAll("level"),
    min_overall_score: address.get("min"),
    max_overall_score: address.get("max"),
    completed_after: midnight(address.get("from"), 0),
    completed_before: midnight(address.get("until"), 1),
    ordering: address.get("order"),
  };
}

/** @param {string | null} date @param {number} daysLater @returns {string | null} */
function midnight(date, daysLater) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date ?? "");
  if (!parts) return null;
  const [year, month, dayOfMonth] = parts.slice(1).map(Number);
  return new Date(year, month - 1, dayOfMonth + daysLater).toISOString();
}

/** The form as an address. @param {HTMLFormElement} form */
export function formAddress(form) {
  const filled = [...new FormData(form)].filter(([, value]) => String(value).trim());
  return new URLSearchParams(/** @type {any} */ (filled));
}

/** How many filters are set, search and ordering apart. @param {URLSearchParams} address */
export function filterCount(address) {
  return [...address.keys()].filter((name) => name !== "search" && name !== "order").length;
}

/** @param {URLSearchParams} address */
export const searchField = (address) =>
  h(
    "label",
    { class: "field search" },
    h("span", { class: "visually-hidden" }, "Search"),
    h("input", {
      type: "search",
      name: "search",
      value: address.get("search"),
      maxlength: 200,
      placeholder: "Search roles, answers and feedback",
      autocomplete: "off",
    }),
  );

/** @param {URLSearchParams} address */
export const orderField = (address) =>
  select("Order", "order", ORDERINGS, address.get("order") ?? "");

/** @param {URLSearchParams} address */
export const typeField = (address) =>
  choices("Type", "type", INTERVIEW_TYPES, address.getAll("type"));

/** @param {URLSearchParams} address */
export const levelField = (address) =>
  choices("Level", "level", EXPERIENCE_LEVELS, address.getAll("level"));

/** @param {URLSearchParams} address */
export function rangeFields(address) {
  const options = SCORE_OPTIONS.map((score) => [score, score]);
  return [
    h(
      "fieldset",
      { class: "pair" },
      h("legend", {}, "Overall score"),
      select("from", "min", [["", "Any"], ...options], address.get("min") ?? ""),
      select("to", "max", [["", "Any"], ...options], address.get("max") ?? ""),
    ),
    h(
      "fieldset",
      { class: "pair dates" },
      h("legend", {}, "Date"),
      dateField("from", "from", address.get("from")),
      dateField("to", "until", address.get("until")),
    ),
  ];
}

/** @param {URLSearchParams} address */
export const roleField = (address) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, "Job role contains"),
    h("input", {
      type: "text",
      name: "role",
      value: address.get("role"),
      maxlength: 200,
      autocomplete: "off",
    }),
  );

/** @param {string} label @param {string} name @param {string | null} value */
const dateField = (label, name, value) =>
  h("label", { class: "field" }, h("span", {}, label), h("input", { type: "date", name, value }));

/** @param {string} legend @param {string} name @param {string[]} options @param {string[]} set */
const choices = (legend, name, options, set) =>
  h(
    "fieldset",
    { class: "choices" },
    h("legend", {}, legend),
    options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", name, value: option, checked: set.includes(option) }),
        h("span", {}, option),
      ),
    ),
  );

/** @param {string} label @param {string} name @param {string[][]} options @param {string} set */
const select = (label, name, options, set) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h(
      "select",
      { name },
      options.map(([value, text]) => h("option", { value, selected: value === set }, text)),
    ),
  );
