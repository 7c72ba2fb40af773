import { type FormEvent, useState } from "react";
import type { Account } from "../hooks/useAccount";
import { Problem } from "./Problem";

const SHORTEST_PASSWORD = 6; // characters, Supabase's default

export function AccountPanel({ account }: { account: Account }) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  async function attempt(work: () => Promise<void>) {
    setProblem("");
    setBusy(true);
    await work().catch((error: Error) => setProblem(error.message));
    setBusy(false);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const fields = new FormData(event.currentTarget, submitter);
    const credentials = [String(fields.get("email")), String(fields.get("password"))] as const;
    const signUp = fields.get("action") === "sign-up";
    attempt(() => (signUp ? account.signUp(...credentials) : account.signIn(...credentials)));
  }

  if (account.email === undefined) return <p className="account">Looking for your session …</p>;
  if (account.email) {
    return (
      <div className="account">
        <p>
          Signed in as <strong>{account.email}</strong>{" "}
          <button
            type="button"
            className="quiet"
            disabled={busy}
            onClick={() => attempt(account.signOut)}
          >
            Sign out
          </button>
        </p>
        <Problem>{problem}</Problem>
      </div>
    );
  }
  return (
    <details className="account">
      <summary>Sign in, or stay anonymous</summary>
      <form onSubmit={submit}>
        <p>
          Without an account the interview is saved too. You get a link with which it becomes yours
          later.
        </p>
        <div className="columns">
          <label>
            E-mail
            <input name="email" type="email" autoComplete="username" required />
          </label>
          <label>
            Password
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              minLength={SHORTEST_PASSWORD}
              required
            />
          </label>
        </div>
        <p className="actions">
          <button type="submit" name="action" value="sign-in" disabled={busy}>
            Sign in
          </button>
          <button type="submit" name="action" value="sign-up" className="quiet" disabled={busy}>
            Sign up
          </button>
        </p>
        <Problem>{problem}</Problem>
      </form>
    </details>
  );
}
