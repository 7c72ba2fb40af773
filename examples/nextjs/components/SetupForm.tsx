import type { FormEvent } from "react";
import { FEEDBACK_KINDS, type FeedbackKind, LEVELS, type Setup, TYPES } from "../lib/interviewer";

const LONGEST_JOB_ROLE = 200; // characters; the service refuses more

type Props = { onStart: (setup: Setup, feedbackKind: FeedbackKind) => void };

export function SetupForm({ onStart }: Props) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name)).trim();
    onStart(
      { jobRole: text("jobRole"), experience: text("experience"), interviewType: text("type") },
      text("feedback") as FeedbackKind,
    );
  }

  return (
    <form className="card" onSubmit={submit}>
      <label>
        Job role
        <input
          name="jobRole"
          required
          pattern=".*\S.*"
          maxLength={LONGEST_JOB_ROLE}
          defaultValue="Software Engineer"
        />
      </label>
      <div className="columns">
        <Choice label="Level" name="experience" values={LEVELS} initial="Mid-level" />
        <Choice label="Type" name="type" values={TYPES} initial="Behavioral" />
      </div>
      <label>
        The feedback comes
        <select name="feedback">
          {Object.entries(FEEDBACK_KINDS).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
        <small>No language model is asked here. Choose what its stand-in does.</small>
      </label>
      <button type="submit">Start the interview</button>
    </form>
  );
}

type ChoiceProps = { label: string; name: string; values: readonly string[]; initial: string };

function Choice({ label, name, values, initial }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} defaultValue={initial}>
        {values.map((value) => (
          <option key={value}>{value}</option>
        ))}
      </select>
    </label>
  );
}
