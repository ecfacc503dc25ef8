import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Directory } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Button, ConfirmDialog, notify, Tag } from "../../../ui";
import { complain } from "../complain";
import { Loaded } from "../loaded";
import { SecretDialog } from "../secret-dialog";
import { Rows, Section } from "../section";
import { directoryQuery } from "./calls";
import { Copyable } from "./copyable";
import { DirectoryForm } from "./directory-form";

/** How the organisation's directory makes and deactivates people. */
export function DirectorySection() {
  const query = useQuery(directoryQuery);
  return (
    <Section
      title={i18n._({ id: "settings.directory", message: "Directory (SCIM)" })}
      text={i18n._({
        id: "settings.directory.text",
        message:
          "Your organisation's directory makes and deactivates people here, and its groups give roles and teams.",
      })}
    >
      <Loaded query={query}>
        {(directory) => (
          <>
            <Copyable
              label={i18n._({ id: "settings.directory.address", message: "Address to give to the directory" })}
              text={directory.address}
            />
            <Token directory={directory} />
            <DirectoryForm directory={directory} />
            <Calls calls={directory.calls} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Token({ directory: { token } }: { directory: Directory }) {
  const queryClient = useQueryClient();
  const [secret, setSecret] = useState<string>();
  const [asking, setAsking] = useState<"renew" | "end">();
  const refresh = () => queryClient.invalidateQueries({ queryKey: directoryQuery.queryKey });
  const make = async () => {
    setAsking(undefined);
    try {
      setSecret((await api.post<{ secret: string }>("workspace/directory/token")).secret);
      await refresh();
    } catch (error) {
      complain(error);
    }
  };
  const end = async () => {
    setAsking(undefined);
    try {
      await api.delete("workspace/directory/token");
      await refresh();
      notify({ message: i18n._({ id: "settings.directory.token_ended", message: "The token no longer works" }) });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted text-small">
        {token === null
          ? i18n._({ id: "settings.directory.no_token", message: "No token yet" })
          : i18n._({
              id: "settings.directory.token",
              message: "Token …{hint}, with the rights of {owner}",
              values: { hint: token.hint, owner: token.owner.title },
            })}
        {token !== null && (
          <span className="block">
            {token.used_at === null
              ? i18n._({ id: "settings.directory.unused", message: "Not used yet" })
              : i18n._({
                  id: "settings.directory.used",
                  message: "Last used {when}",
                  values: { when: formatDateTime(new Date(token.used_at)) },
                })}
          </span>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => (token === null ? void make() : setAsking("renew"))}>
          {token === null
            ? i18n._({ id: "settings.directory.make_token", message: "Make a token" })
            : i18n._({ id: "settings.directory.renew_token", message: "Make a new token" })}
        </Button>
        {token !== null && (
          <Button variant="quiet" onClick={() => setAsking("end")}>
            {i18n._({ id: "settings.directory.end_token", message: "End the token" })}
          </Button>
        )}
      </div>
      <SecretDialog
        secret={secret}
        title={i18n._({ id: "settings.directory.secret", message: "Token of the directory" })}
        text={i18n._({
          id: "settings.directory.secret_text",
          message: "Give it to the directory now. It is not shown again.",
        })}
        label={i18n._({ id: "settings.directory.secret_label", message: "Token" })}
        onClose={() => setSecret(undefined)}
      />
      <ConfirmDialog
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        title={
          asking === "end"
            ? i18n._({ id: "settings.directory.end_title", message: "End the token?" })
            : i18n._({ id: "settings.directory.renew_title", message: "Make a new token?" })
        }
        description={i18n._({
          id: "settings.directory.end_text",
          message:
            "The token there is stops working at once, and the directory changes nothing here until it has a new one.",
        })}
        action={
          asking === "end"
            ? i18n._({ id: "settings.directory.end_token", message: "End the token" })
            : i18n._({ id: "settings.directory.renew_token", message: "Make a new token" })
        }
        onConfirm={() => void (asking === "end" ? end() : make())}
      />
    </div>
  );
}

function Calls({ calls }: Pick<Directory, "calls">) {
  const title = i18n._({ id: "settings.directory.calls", message: "Last calls" });
  if (calls.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <Rows label={title}>
        {calls.slice(0, 20).map((call) => (
          <li key={call.at} className="flex flex-col gap-1 py-2 text-small">
            <span className="flex flex-wrap items-center gap-2">
              <Tag hue={call.status < 400 ? 150 : 20}>{call.status}</Tag>
              <code dir="ltr" className="wrap-anywhere min-w-0 grow text-start">
                {call.method} {call.path}
              </code>
              <span className="text-muted">{formatDateTime(new Date(call.at))}</span>
            </span>
            {call.problem !== null && <span className="text-danger">{call.problem}</span>}
          </li>
        ))}
      </Rows>
    </div>
  );
}
