import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiProblem } from "../../../api";
import { i18n } from "../../../i18n";
import { type ActionDialogProps, asLink } from "../../../records";
import { Button, Dialog, Skeleton } from "../../../ui";
import { ProblemText } from "./problem-text";
import { type Repeat, weekdayOf, written } from "./rule";
import { RuleFields } from "./rule-fields";
import { dayOfActivity, freshQuery, zoneOf } from "./series";

/** Asks how an activity comes again. */
export function RepeatDialog({ type, action, target, perform, onClose }: ActionDialogProps) {
  const { data: of } = useQuery(freshQuery(type.plural, "ids" in target ? target.ids[0] : undefined));
  const day = of === undefined ? undefined : dayOfActivity(of);
  const again = asLink(of?.repetition) !== undefined;
  const [given, setGiven] = useState<Repeat>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const repeat: Repeat | undefined =
    given ??
    (day === undefined ? undefined : { frequency: "WEEKLY", interval: 1, days: [weekdayOf(day)], monthlyBy: "date" });

  const save = async () => {
    if (of === undefined || day === undefined || repeat === undefined) return;
    setBusy(true);
    const refused = await perform({ rule: written(repeat, day), zone: zoneOf(of) });
    setBusy(false);
    if (refused === undefined) onClose();
    else setProblem(refused);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={action.label}
      footer={
        <>
          <Button onClick={onClose}>{i18n._({ id: "activities.cancel", message: "Cancel" })}</Button>
          <Button variant="primary" busy={busy} disabled={day === undefined || again} onClick={() => void save()}>
            {action.label}
          </Button>
        </>
      }
    >
      {of === undefined ? (
        <Skeleton className="h-40" />
      ) : again ? (
        <p role="alert">{i18n._({ id: "repeat.already", message: "This comes again already." })}</p>
      ) : day === undefined || repeat === undefined ? (
        <p role="alert">
          {i18n._({ id: "repeat.no_time", message: "Give it a time first: what comes again needs one." })}
        </p>
      ) : (
        <div className="flex flex-col gap-4">
          <RuleFields day={day} repeat={repeat} onChange={setGiven} />
          <ProblemText problem={problem} />
        </div>
      )}
    </Dialog>
  );
}
