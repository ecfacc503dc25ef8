import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, apiUrl, type KeptConfiguration } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Button, buttonClass, Dialog, notify } from "../../../ui";
import { ListSection } from "../list-section";
import { Loaded } from "../loaded";
import { NameDialog } from "../name-dialog";
import { RowMenu } from "../row-menu";
import { Section } from "../section";
import { ApplyDialog } from "./apply-dialog";
import { keptQuery, type Source, sinceQuery } from "./calls";
import { Differences } from "./differences";

/** What administrators made without code, as a file to take along, and the states that are kept of it. */
export function ConfigurationPage() {
  const client = useQueryClient();
  const query = useQuery(keptQuery);
  const [keeping, setKeeping] = useState(false);
  const [source, setSource] = useState<Source>();
  const [since, setSince] = useState<KeptConfiguration>();
  const keep = async (note: string) => {
    await api.post("configuration/kept", { note });
    await client.invalidateQueries({ queryKey: keptQuery.queryKey });
  };
  return (
    <>
      <AsFile onChosen={setSource} />
      <ListSection
        title={i18n._({ id: "settings.configuration.kept", message: "States that are kept" })}
        text={i18n._({
          id: "settings.configuration.kept.text",
          message:
            "One is kept before each file is applied. Going back to one brings removed fields back with their values.",
        })}
        add={{
          label: i18n._({ id: "settings.configuration.keep", message: "Keep the present state" }),
          onClick: () => setKeeping(true),
        }}
        query={query}
        none={i18n._({ id: "settings.configuration.none", message: "No state is kept yet" })}
        row={(kept) => (
          <li key={kept.number} className="flex min-h-13 items-center gap-3 py-1.5">
            <div className="min-w-0 grow">
              <p className="wrap-anywhere">{kept.note}</p>
              <p className="text-muted text-small">
                {[`${kept.number}`, formatDateTime(kept.at), kept.by?.name].filter(Boolean).join(" · ")}
              </p>
            </div>
            <RowMenu
              name={kept.note}
              groups={[
                {
                  items: [
                    {
                      label: i18n._({ id: "settings.configuration.since", message: "What is other now" }),
                      run: () => setSince(kept),
                    },
                    {
                      label: i18n._({ id: "settings.configuration.put_back", message: "Put it back…" }),
                      run: () => setSource({ name: kept.note, number: kept.number }),
                    },
                  ],
                },
              ]}
            />
          </li>
        )}
      />
      <NameDialog
        open={keeping}
        onClose={() => setKeeping(false)}
        title={i18n._({ id: "settings.configuration.keep", message: "Keep the present state" })}
        label={i18n._({ id: "settings.configuration.note", message: "Why" })}
        action={i18n._({ id: "settings.configuration.keep.action", message: "Keep it" })}
        onSubmit={keep}
      />
      {source !== undefined && <ApplyDialog source={source} onClose={() => setSource(undefined)} />}
      {since !== undefined && <Since kept={since} onClose={() => setSince(undefined)} />}
    </>
  );
}

function AsFile({ onChosen }: { onChosen: (source: Source) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File) => {
    try {
      onChosen({ name: file.name, file: JSON.parse(await file.text()) });
    } catch {
      notify({
        tone: "danger",
        message: i18n._({
          id: "settings.configuration.no_json",
          message: "{name} cannot be read: it is no JSON file.",
          values: { name: file.name },
        }),
      });
    }
  };
  return (
    <Section
      title={i18n._({ id: "settings.configuration.file", message: "The configuration as a file" })}
      text={i18n._({
        id: "settings.configuration.file.text",
        message:
          "Objects, fields, choices, rules, roles, sharing, teams, pipelines, territories, assignment, web forms and shared views, without records, people or secrets. Another workspace becomes the same by it.",
      })}
    >
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        className="sr-only"
        tabIndex={-1}
        aria-label={i18n._({ id: "settings.configuration.upload", message: "File of a configuration" })}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void take(file);
        }}
      />
      <div className="flex flex-wrap gap-2">
        <a className={buttonClass()} href={apiUrl("configuration")} download>
          {i18n._({ id: "settings.configuration.download", message: "Download the configuration" })}
        </a>
        <Button onClick={() => input.current?.click()}>
          {i18n._({ id: "settings.configuration.take", message: "Apply a file…" })}
        </Button>
      </div>
    </Section>
  );
}

function Since({ kept, onClose }: { kept: KeptConfiguration; onClose: () => void }) {
  const title = i18n._({
    id: "settings.configuration.since_of",
    message: "What is other now than “{name}”",
    values: { name: kept.note },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      width="large"
      title={title}
      footer={<Button onClick={onClose}>{i18n._({ id: "settings.rates.close", message: "Close" })}</Button>}
    >
      <Loaded query={useQuery(sinceQuery(kept.number))} height="h-24">
        {(found) =>
          found.length === 0 ? (
            <p>{i18n._({ id: "settings.configuration.nothing", message: "Nothing." })}</p>
          ) : (
            <Differences label={title} found={found} />
          )
        }
      </Loaded>
    </Dialog>
  );
}
