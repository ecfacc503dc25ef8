import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiProblem, type RecordData, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { type ActionDialogProps, asLink, type Day, useSchema } from "../../../records";
import { Button, Dialog, Skeleton } from "../../../ui";
import { ProblemText } from "./problem-text";
import { type Repeat, read, ruleText, weekdayOf, written } from "./rule";
import { RuleFields } from "./rule-fields";
import { dayOfActivity, freshQuery, plannedOn } from "./series";

interface Series {
  /** The rule as it stands. */
  rule: string;
  /** Where the series planned this one, and where it is now. */
  planned: Day;
  day: Day;
}

/** Asks which others of a series become as this one is now, and whether they come by another rule. */
export function SpreadDialog({ type, action, target, perform, onClose }: ActionDialogProps) {
  const { data: of } = useQuery(freshQuery(type.plural, "ids" in target ? target.ids[0] : undefined));
  const plural = typeNamed(useSchema(), "repetition")?.plural ?? "repetitions";
  const id = asLink(of?.repetition)?.id;
  const { data: repetition, error } = useQuery(freshQuery(plural, id));
  const series = seriesOf(of, repetition);
  const none = (of !== undefined && id === undefined) || error !== null;
  return (
    <Dialog open onClose={onClose} width="small" title={action.label}>
      {none ? (
        <p role="alert">{i18n._({ id: "repeat.none", message: "This does not come again." })}</p>
      ) : series === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <Choice series={series} perform={perform} onClose={onClose} />
      )}
    </Dialog>
  );
}

function seriesOf(of: RecordData | undefined, repetition: RecordData | undefined): Series | undefined {
  if (of === undefined || repetition === undefined) return undefined;
  const planned = plannedOn(of);
  const day = dayOfActivity(of, String(repetition.time_zone));
  return planned === undefined || day === undefined ? undefined : { rule: String(repetition.rule), planned, day };
}

// As the rule is where it moves along with this one.
function moved({ rule, planned, day }: Series): Repeat {
  const { days, monthlyBy, ...rest } = read(rule, planned) ?? {
    frequency: "WEEKLY",
    interval: 1,
    days: [],
    monthlyBy: "date",
  };
  return {
    ...rest,
    days: [...days.filter((one) => one !== weekdayOf(planned) && one !== weekdayOf(day)), weekdayOf(day)],
    monthlyBy: planned === day ? monthlyBy : "date",
  };
}

function Choice({ series, perform, onClose }: { series: Series } & Pick<ActionDialogProps, "perform" | "onClose">) {
  // A rule that names its days does not say itself what becomes of them.
  const mustSay = series.day !== series.planned && /MONTH|-?\d(MO|TU|WE|TH|FR|SA|SU)/.test(series.rule);
  const [given, setGiven] = useState<Repeat | undefined>(mustSay ? moved(series) : undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const choose = async (all: boolean) => {
    setBusy(true);
    const refused = await perform({ all, ...(given === undefined ? {} : { rule: written(given, series.day) }) });
    setBusy(false);
    if (refused === undefined) onClose();
    else setProblem(refused);
  };
  return (
    <div className="flex flex-col gap-4">
      {given === undefined ? (
        <div className="flex items-center gap-2">
          <p className="grow font-medium">{ruleText(series.rule, series.planned)}</p>
          <Button size="small" onClick={() => setGiven(moved(series))}>
            {i18n._({ id: "repeat.another_rule", message: "Another rule" })}
          </Button>
        </div>
      ) : (
        <RuleFields day={series.day} repeat={given} onChange={setGiven} />
      )}
      <p className="text-muted">
        {i18n._({
          id: "repeat.spread",
          message:
            "Which of the series shall be as this one is now? What others were given by hand, and those that are done, stay as they are.",
        })}
      </p>
      <div className="flex flex-col gap-2">
        <Button disabled={busy} onClick={onClose}>
          {i18n._({ id: "repeat.only_this", message: "Only this one" })}
        </Button>
        <Button disabled={busy} onClick={() => void choose(false)}>
          {i18n._({ id: "repeat.following", message: "This and those after it" })}
        </Button>
        <Button disabled={busy} onClick={() => void choose(true)}>
          {i18n._({ id: "repeat.all", message: "All of the series" })}
        </Button>
      </div>
      <ProblemText problem={problem} />
    </div>
  );
}
