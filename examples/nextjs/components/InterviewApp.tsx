"use client";

import { useAccount } from "../hooks/useAccount";
import { useInterview } from "../hooks/useInterview";
import { useKeptInterviews } from "../hooks/useKeptInterviews";
import { AccountPanel } from "./AccountPanel";
import { Conversation } from "./Conversation";
import { KeptInterviews } from "./KeptInterviews";
import { Result } from "./Result";
import { SetupForm } from "./SetupForm";

export function InterviewApp() {
  const account = useAccount();
  const interview = useInterview();
  const { setup, saving, feedbackState } = interview;
  const kept = useKeptInterviews(
    `${account.email} ${setup?.jobRole} ${saving?.state} ${feedbackState}`,
  );
  const shownId = saving?.state === "saved" ? saving.saved.data.id : null;
  const isRunning = setup !== null && saving === null;

  return (
    <main>
      <header>
        <h1>Interview practice</h1>
        <AccountPanel account={account} />
      </header>
      {!setup && <SetupForm onStart={interview.start} />}
      {isRunning && (
        <Conversation
          setup={setup}
          messages={interview.messages}
          isKept={interview.isKept}
          onAnswer={interview.answer}
          onEnd={interview.end}
        />
      )}
      {saving && <Result interview={interview} saving={saving} />}
      {!isRunning && (
        <KeptInterviews
          kept={kept}
          shownAbove={shownId}
          onResume={interview.resume}
          onDiscard={interview.discarded}
        />
      )}
    </main>
  );
}
