import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AppliedConfiguration, asProblem } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Checkbox, Dialog, notify } from "../../../ui";
import { complain } from "../complain";
import { Loaded } from "../loaded";
import { apply, type Source, trialQuery } from "./calls";
import { Differences } from "./differences";

/** Shows what applying a file, or putting a state back, would do, and does it. */
export function ApplyDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const client = useQueryClient();
  const [remove, setRemove] = useState(false);
  const [busy, setBusy] = useState(false);
  const trial = useQuery(trialQuery(source, remove));
  const back = "number" in source;
  const run = async () => {
    setBusy(true);
    try {
      const { differences } = await apply(source, remove, false);
      notify({
        message: i18n._({
          id: "settings.configuration.applied",
          message: "{count, plural, one {# change was} other {# changes were}} made",
          values: { count: differences.length },
        }),
      });
      onClose();
      // Anything may look otherwise now.
      await client.invalidateQueries();
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="large"
      title={
        back
          ? i18n._({
              id: "settings.configuration.back",
              message: "Put “{name}” back?",
              values: { name: source.name },
            })
          : i18n._({ id: "settings.configuration.apply", message: "Apply {name}?", values: { name: source.name } })
      }
      description={i18n._({
        id: "settings.configuration.apply.text",
        message: "This is what would be other than now. The present state is kept, so that you can go back to it.",
      })}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {i18n._({ id: "ui.cancel", message: "Cancel" })}
          </Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={trial.data === undefined || trial.data.problems.length > 0 || trial.data.differences.length === 0}
            onClick={() => void run()}
          >
            {back
              ? i18n._({ id: "settings.configuration.back.action", message: "Put it back" })
              : i18n._({ id: "settings.configuration.apply.action", message: "Apply the file" })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {!back && (
          <Checkbox checked={remove} onChange={setRemove}>
            {i18n._({
              id: "settings.configuration.remove",
              message: "Also remove what the file does not name",
            })}
          </Checkbox>
        )}
        <Loaded query={{ data: trial.data, error: asProblem(trial.error) ?? null }} height="h-24">
          {(would) => <Trial would={would} />}
        </Loaded>
      </div>
    </Dialog>
  );
}

function Trial({ would }: { would: AppliedConfiguration }) {
  return (
    <>
      {would.problems.length > 0 && (
        <div role="alert" className="flex flex-col gap-1 text-danger">
          <p>{i18n._({ id: "settings.configuration.problems", message: "It cannot be applied as it is:" })}</p>
          <ul className="list-disc ps-5">
            {would.problems.map((problem) => (
              <li key={`${problem.field} ${problem.code}`} className="wrap-anywhere">
                {problem.message} <span className="text-muted text-small">{problem.field}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {would.left_out.length > 0 && (
        <div className="flex flex-col gap-1">
          <p>
            {i18n._({
              id: "settings.configuration.left_out",
              message: "Left out, because nobody here is called so:",
            })}
          </p>
          <ul className="list-disc ps-5 text-muted">
            {would.left_out.map((one) => (
              <li key={one} className="wrap-anywhere">
                {one}
              </li>
            ))}
          </ul>
        </div>
      )}
      {would.differences.length > 0 ? (
        <Differences
          label={i18n._({ id: "settings.configuration.differences", message: "What would be other" })}
          found={would.differences}
        />
      ) : (
        would.problems.length === 0 && (
          <p>{i18n._({ id: "settings.configuration.same", message: "Everything is as it says already." })}</p>
        )
      )}
    </>
  );
}
