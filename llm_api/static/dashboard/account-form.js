/** The forms of an account. What is wrong with a field is said beside it. */

import { h } from "./dom.js";

/** Supabase's own default is 6. A project can ask for more, and then says so when it refuses. */
export const MIN_PASSWORD = 8;

/** The field that an error of Supabase Auth is about, by the error's code. */
const FIELD_OF = new Map([
  ["user_already_exists", "email"],
  ["email_exists", "email"],
  ["email_address_invalid", "email"],
  ["validation_failed", "email"],
  ["weak_password", "password"],
  ["same_password", "password"],
]);

/**
 * @typedef {{ email: string, password: string }} Credentials empty where the form has no such field
 * @typedef {{ code?: string, message: string, status?: number }} AuthError of supabase-js
 */

export const emailField = () =>
  field("E-mail", { name: "email", type: "email", autocomplete: "username", dir: "ltr" });

/** @param {string} label @param {"current-password" | "new-password"} autocomplete */
export function passwordField(label, autocomplete) {
  const attributes = { name: "password", type: "password", autocomplete };
  if (autocomplete === "current-password") return field(label, attributes);
  return field(
    label,
    { ...attributes, minlength: MIN_PASSWORD },
    `At least ${MIN_PASSWORD} characters.`,
  );
}

/** @param {string} label @param {Record<string, any>} attributes @param {string} [hint] */
function field(label, attributes, hint) {
  const { name } = attributes;
  const describedBy = hint ? `${name}-hint ${name}-error` : `${name}-error`;
  return h(
    "div",
    { class: "field" },
    h("label", { for: name }, label),
    hint && h("p", { id: `${name}-hint`, class: "soft" }, hint),
    h("input", { id: name, required: true, "aria-describedby": describedBy, ...attributes }),
    h("p", { id: `${name}-error`, class: "form-message" }),
  );
}

/**
 * @param {HTMLElement[]} fields
 * @param {string} button
 * @param {(values: Credentials, done: (text: string) => void) => Promise<void>} action
 *   `done` says what happened; errors are shown beside their field, or below all of them
 * @returns {HTMLFormElement}
 */
export function accountForm(fields, button, action) {
  const message = h("p", { class: "form-message", role: "alert" });
  const outcome = h("p", { class: "form-outcome", role: "status" });
  const submitButton = h("button", { class: "button primary" }, button);
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    message.textContent = outcome.textContent = "";
    if (!check(form)) return;
    submitButton.disabled = true;
    try {
      await action(values(form), (text) => {
        outcome.textContent = text;
      });
    } catch (error) {
      showError(form, message, /** @type {AuthError} */ (error));
    }
    submitButton.disabled = false;
  };
  return h("form", { onsubmit, novalidate: true }, ...fields, message, submitButton, outcome);
}

/** @param {HTMLFormElement} form @returns {Credentials} */
const values = (form) => ({ email: "", password: "", ...Object.fromEntries(new FormData(form)) });

/** Say what is wrong beside each field, and focus the first of them. @param {HTMLFormElement} form */
function check(form) {
  const inputs = [...form.querySelectorAll("input")];
  for (const input of inputs) showFault(input, fault(input));
  const first = inputs.find((input) => input.getAttribute("aria-invalid"));
  first?.focus();
  return !first;
}

/** @param {HTMLInputElement} input @returns {string} empty if its value can be sent */
function fault({ name, value, minLength, validity }) {
  if (name === "email") {
    if (validity.valueMissing) return "Enter your e-mail address.";
    return validity.typeMismatch ? "Enter an address such as name@example.com." : "";
  }
  if (validity.valueMissing) return "Enter a password.";
  // A password that a program filled in has no `tooShort`.
  return value.length < minLength ? `This password has fewer than ${minLength} characters.` : "";
}

/** @param {HTMLInputElement} input @param {string} text */
function showFault(input, text) {
  const place = /** @type {HTMLElement} */ (document.getElementById(`${input.name}-error`));
  place.textContent = text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

/** @param {HTMLFormElement} form @param {HTMLElement} message @param {AuthError} error */
function showError(form, message, error) {
  const input = form.elements.namedItem(FIELD_OF.get(error.code ?? "") ?? "");
  if (!(input instanceof HTMLInputElement)) {
    message.textContent = explanation(error);
    return;
  }
  showFault(input, explanation(error));
  input.focus();
}

/** @param {AuthError} error */
function explanation(error) {
  if (!navigator.onLine) return "You are offline. Try again when you are online.";
  if (error.code === "invalid_credentials") return "The e-mail address or the password is wrong.";
  if (error.code === "user_already_exists" || error.code === "email_exists")
    return "An account with this e-mail address exists. Sign in instead.";
  if (!error.status || error.status >= 500)
    return "The sign-in service cannot be reached. Try again in a moment.";
  return error.message;
}
