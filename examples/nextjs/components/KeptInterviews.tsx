import { useState } from "react";
import type { KeptInterviews as Kept } from "../hooks/useKeptInterviews";
import type { Message } from "../lib/interviewer";
import type { StartedInterview, UnsentInterview } from "../lib/interviews";
import { DashboardLink } from "./DashboardLink";
import { Problem } from "./Problem";

type Props = {
  kept: Kept;
  shownAbove: string | null; // the id of an interview
  onResume: (unfinished: StartedInterview) => void;
  onDiscard: (key: string) => void;
};

/** What this browser still has, and what can be done with it. */
export function KeptInterviews({ kept, shownAbove, onResume, onDiscard }: Props) {
  const { unfinished, unsent } = kept;
  const lateSaves = kept.lateSaves.filter(({ data }) => data.id !== shownAbove);
  const listed = new Set([shownAbove, ...lateSaves.map(({ data }) => data.id)]);
  const unclaimed = kept.unclaimed.filter(({ id }) => !listed.has(id));
  return (
    <>
      {lateSaves.length > 0 && (
        <section className="card" aria-labelledby="late">
          <h2 id="late">Saved in the meantime</h2>
          <ul className="kept">
            {lateSaves.map(({ data, claim_token: claimToken }) => (
              <li key={data.id}>
                {data.job_role}, of {time(data.completed_at)}.{" "}
                <DashboardLink id={data.id} claimToken={claimToken} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {unclaimed.length > 0 && (
        <section className="card" aria-labelledby="unclaimed">
          <h2 id="unclaimed">Saved without an account</h2>
          <ul className="kept">
            {unclaimed.map(({ id, claimToken, savedAt }) => (
              <li key={id}>
                Of {time(savedAt)}. <DashboardLink id={id} claimToken={claimToken} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {unfinished.length > 0 && (
        <section className="card" aria-labelledby="unfinished">
          <h2 id="unfinished">Not finished</h2>
          <ul className="kept">
            {unfinished.map((interview) => (
              <li key={interview.key}>
                {interview.jobRole}, {interview.experience}, {interview.interviewType}
                <Transcript messages={interview.messages} />
                <p className="actions">
                  <button type="button" onClick={() => onResume(interview)}>
                    Continue
                  </button>
                  <Discard onDiscard={() => interview.discard()} after={kept.refresh} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {unsent.length > 0 && (
        <section className="card" aria-labelledby="unsent">
          <h2 id="unsent">Not saved yet, kept in this browser</h2>
          <ul className="kept">
            {unsent.map((interview) => (
              <Unsent key={interview.key} unsent={interview} kept={kept} onDiscard={onDiscard} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

type UnsentProps = Pick<Props, "kept" | "onDiscard"> & { unsent: UnsentInterview };

function Unsent({ unsent, kept, onDiscard }: UnsentProps) {
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const { interview } = unsent;

  async function send() {
    setSending(true);
    setProblem("");
    await kept.send(unsent.key).catch((error: Error) => setProblem(error.message));
    setSending(false);
  }

  return (
    <li>
      {interview.jobRole ?? "Feedback"}
      {unsent.savedAt && `, of ${time(unsent.savedAt)}`}
      <p>{reason(unsent)}</p>
      {interview.messages && <Transcript messages={interview.messages} />}
      <p className="actions">
        <button type="button" disabled={sending} onClick={send}>
          Send now
        </button>
        <a
          className="button quiet"
          download={`interview-${unsent.key}.json`}
          href={`data:application/json,${encodeURIComponent(JSON.stringify(interview, null, 2))}`}
        >
          Download
        </a>
        <Discard onDiscard={() => kept.discard(unsent.key)} after={() => onDiscard(unsent.key)} />
      </p>
      <Problem>{problem}</Problem>
    </li>
  );
}

function reason({ refused, waitingFor, interviewId }: UnsentInterview): string {
  if (refused) return `The service refused it: ${refused.message}`;
  if (waitingFor === "sign-in") return "It is sent when you are signed in as before.";
  if (interviewId === "") return "It is sent after its interview.";
  return "It is sent as soon as the service can be reached.";
}

function Transcript({ messages }: { messages: readonly Message[] }) {
  return (
    <details>
      <summary>What was said</summary>
      {messages.map(({ role, content }, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The messages do not change.
        <p key={position}>
          {role === "user" ? "You" : "Interviewer"}: {content}
        </p>
      ))}
    </details>
  );
}

function Discard({ onDiscard, after }: { onDiscard: () => unknown; after: () => unknown }) {
  async function ask() {
    if (!confirm("Discard this interview for good?")) return;
    await onDiscard();
    after();
  }

  return (
    <button type="button" className="quiet" onClick={ask}>
      Discard
    </button>
  );
}

function time(moment: string): string {
  return new Date(moment).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}
