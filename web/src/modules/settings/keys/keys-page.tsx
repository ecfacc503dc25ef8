import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiKey, api, may, meQuery, type NewApiKey } from "../../../api";
import { formatDateTime, formatRelative, i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, ConfirmDialog, notify, Tag } from "../../../ui";
import { complain } from "../complain";
import { ListSection } from "../list-section";
import { SecretDialog } from "../secret-dialog";
import { keysQuery } from "./calls";
import { KeyDialog } from "./key-dialog";
import { scopesText } from "./scopes";
import { ServicePeople } from "./service-people";

/** Keys by which programs act for people. */
export function KeysPage() {
  const me = useSuspenseQuery(meQuery).data;
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiKey>();
  return (
    <>
      <ListSection
        title={i18n._({ id: "settings.keys", message: "API keys" })}
        text={i18n._({
          id: "settings.keys.text",
          message: "A program with a key acts as its person, as far as the key reaches.",
        })}
        add={{
          label: i18n._({ id: "settings.keys.add", message: "Make an API key" }),
          disabled: !me.workspace.api_keys,
          onClick: () => setAdding(true),
        }}
        before={
          !me.workspace.api_keys && (
            <p className="text-muted">
              {i18n._({ id: "settings.keys.off", message: "API keys are switched off in this workspace." })}
            </p>
          )
        }
        query={useQuery(keysQuery)}
        none={i18n._({ id: "settings.keys.none", message: "No keys yet" })}
        row={(key) => <KeyRow key={key.id} apiKey={key} mine={key.person.id === me.person.id} onMade={setMade} />}
      />
      {may(me, "manage_people") && <ServicePeople />}
      <KeyDialog open={adding} onClose={() => setAdding(false)} onMade={setMade} />
      <SecretDialog
        secret={made?.secret}
        title={i18n._({ id: "settings.keys.secret_title", message: "Keep this key" })}
        text={i18n._({
          id: "settings.keys.secret_text",
          message: "Programs send it as a bearer token. It is not shown again.",
        })}
        label={i18n._({ id: "settings.keys.key", message: "API key" })}
        onClose={() => setMade(undefined)}
      />
    </>
  );
}

interface KeyRowProps {
  apiKey: ApiKey;
  mine: boolean;
  onMade: (made: NewApiKey) => void;
}

function KeyRow({ apiKey, mine, onMade }: KeyRowProps) {
  const schema = useSchema();
  const queryClient = useQueryClient();
  const [ending, setEnding] = useState(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey });
  const rotate = async () => {
    try {
      onMade(await api.post<NewApiKey>(`auth/keys/${apiKey.id}/rotate`));
    } catch (error) {
      complain(error);
    }
    await refresh();
  };
  const end = async () => {
    setEnding(false);
    try {
      await api.delete(`auth/keys/${apiKey.id}`);
      notify({ message: i18n._({ id: "settings.keys.ended", message: "Key ended" }) });
    } catch (error) {
      complain(error);
    }
    await refresh();
  };
  const { name } = apiKey;
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <div className="min-w-0 grow basis-60">
        <p className="flex items-center gap-2">
          <span className="truncate">{name}</span>
          <code className="text-muted text-small">…{apiKey.hint}</code>
          {!mine && <Tag>{apiKey.person.title}</Tag>}
        </p>
        <p className="wrap-anywhere text-muted text-small">{scopesText(schema, apiKey)}</p>
        <p className="wrap-anywhere text-muted text-small">{facts(apiKey).join(" · ")}</p>
      </div>
      <div className="flex gap-2">
        <Button
          size="small"
          aria-label={i18n._({ id: "settings.keys.rotate_named", message: "New secret: {name}", values: { name } })}
          onClick={() => void rotate()}
        >
          {i18n._({ id: "settings.keys.rotate", message: "New secret" })}
        </Button>
        <Button
          size="small"
          aria-label={i18n._({ id: "settings.keys.end_named", message: "End: {name}", values: { name } })}
          onClick={() => setEnding(true)}
        >
          {i18n._({ id: "settings.keys.end", message: "End" })}
        </Button>
      </div>
      <ConfirmDialog
        open={ending}
        onClose={() => setEnding(false)}
        onConfirm={() => void end()}
        title={i18n._({ id: "settings.keys.end_title", message: "End this key?" })}
        description={i18n._({ id: "settings.keys.end_text", message: "Programs that use it stop working at once." })}
        action={i18n._({ id: "settings.keys.end", message: "End" })}
      />
    </li>
  );
}

function facts({ used_at, used_from, expires_at, networks }: ApiKey): string[] {
  return [
    used_at === null
      ? i18n._({ id: "settings.keys.unused", message: "never used" })
      : i18n._({
          id: "settings.keys.used",
          message: "used {time} from {place}",
          values: { time: formatRelative(used_at), place: used_from ?? "" },
        }),
    ...(expires_at === null
      ? []
      : [i18n._({ id: "settings.keys.until", message: "until {time}", values: { time: formatDateTime(expires_at) } })]),
    ...networks,
  ];
}
