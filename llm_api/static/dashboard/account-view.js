/** Signing in, signing up and choosing a new password. */

import { accountForm, emailField, passwordField } from "./account-form.js";
import { config } from "./config.js";
import { h } from "./dom.js";
import { navigate } from "./router.js";
import { changePassword, sendMagicLink, sendPasswordReset, signIn, signUp } from "./session.js";
import { unsentNotice } from "./unsent.js";

/**
 * `password` is the field's autocomplete value; without one the form has no such field.
 * @type {Record<"in" | "up" | "link" | "reset", {
 *   title: string, button: string, password?: "current-password" | "new-password" }>}
 */
const MODES = {
  in: { title: "Sign in", button: "Sign in", password: "current-password" },
  up: { title: "Create an account", button: "Create account", password: "new-password" },
  link: { title: "Sign in by e-mail", button: "Send me a link" },
  reset: { title: "Reset your password", button: "Send me a link" },
};

const OTHER_MODES = {
  in: [
    ["link", "Sign in by e-mail link"],
    ["reset", "Forgotten your password?"],
    ["up", "Create an account"],
  ],
  up: [["in", "I have an account"]],
  link: [
    ["in", "Sign in with a password"],
    ["up", "Create an account"],
  ],
  reset: [["in", "Back to signing in"]],
};

/**
 * @typedef {keyof typeof MODES} Mode
 * @typedef {import("./account-form.js").Credentials} Credentials
 *
 * @param {{ ended: boolean, claiming: boolean, signal: AbortSignal }} situation
 * @returns {import("./router.js").View}
 */
export function accountView({ ended, claiming, signal }) {
  const node = h("section", { class: "card narrow" });
  const introduction = introductionFor(ended, claiming);
  /** @param {Mode} mode */
  const draw = (mode) =>
    node.replaceChildren(
      h("h1", { tabindex: "-1" }, MODES[mode].title),
      h("p", { class: "soft" }, introduction),
      unsentNotice(signal),
      credentialsForm(mode),
      otherModes(mode, (other) => {
        draw(other);
        node.querySelector("h1")?.focus();
      }),
    );
  draw("in");
  return { title: "Sign in", node };
}

/** @param {boolean} ended @param {boolean} claiming */
function introductionFor(ended, claiming) {
  if (ended) return "Your session has ended. Sign in to continue where you were.";
  if (claiming) return "Sign in or create an account to add your interview to your history.";
  const linkError = new URLSearchParams(location.hash.slice(1)).get("error_description");
  if (linkError) return "This link has expired or was used already. Request a new one below.";
  return "Your practice interviews, with their scores and feedback.";
}

/** @param {Mode} mode */
function credentialsForm(mode) {
  const { button, password } = MODES[mode];
  const fields = [emailField()];
  if (password) fields.push(passwordField("Password", password));
  return accountForm(fields, button, (values, done) => submit(mode, values, done));
}

/** @param {Mode} mode @param {(other: Mode) => void} onChoose */
const otherModes = (mode, onChoose) =>
  h(
    "ul",
    { class: "other-ways" },
    /** @type {[Mode, string][]} */ (OTHER_MODES[mode]).map(([other, name]) =>
      h(
        "li",
        {},
        h("button", { type: "button", class: "link", onclick: () => onChoose(other) }, name),
      ),
    ),
  );

/**
 * @param {Mode} mode
 * @param {Credentials} values
 * @param {(text: string) => void} done
 */
async function submit(mode, { email, password }, done) {
  if (mode === "in") return signIn(email, password);
  if (mode === "up" && !(await signUp(email, password))) return;
  if (mode === "link") await sendMagicLink(email);
  if (mode === "reset") await sendPasswordReset(email);
  done(
    config.mailsAreLogged ? LOGGED_MAIL : `Open the link in the e-mail that we sent to ${email}.`,
  );
}

const LOGGED_MAIL =
  "Open the link in the e-mail. The local Supabase writes its e-mails to .local/supabase/supabase.log.";

/** @returns {import("./router.js").View} */
export function newPasswordView() {
  const fields = [passwordField("New password", "new-password")];
  const node = h(
    "section",
    { class: "card narrow" },
    h("h1", {}, "Choose a new password"),
    h("p", { class: "soft" }, "You are signed in. Use this password the next time you sign in."),
    accountForm(fields, "Save the password", async ({ password }) => {
      await changePassword(password);
      navigate("/dashboard", { replace: true });
    }),
  );
  return { title: "New password", node };
}
