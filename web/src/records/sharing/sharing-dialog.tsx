import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { api, asProblem, type Link, type Principal, type RecordData, type TypeSchema } from "../../api";
import { formatDate, i18n } from "../../i18n";
import { Button, Checkbox, Dialog, IconButton, notify, Select, Skeleton, Switch } from "../../ui";
import { LinkPicker } from "../fields/link-picker";
import { titleOf } from "../fields/values";
import { sharingKey, sharingQuery } from "./calls";
import { Explained } from "./explained";

type Kind = Exclude<Principal["kind"], "role">;

interface SharingDialogProps {
  type: TypeSchema;
  record: RecordData;
  onClose: () => void;
}

/** Who sees a record: those it is shared with, whether it is private, and why somebody sees it or does not. */
export function SharingDialog({ type, record, onClose }: SharingDialogProps) {
  const client = useQueryClient();
  const path = `${type.plural}/${record.id}`;
  const sharing = useQuery(sharingQuery(path));
  const [kind, setKind] = useState<Kind>("person");
  const [to, setTo] = useState<Link | null>(null);
  const [write, setWrite] = useState(false);
  const act = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      notify({
        tone: "danger",
        message: asProblem(error)?.errors[0]?.message ?? asProblem(error)?.message ?? String(error),
      });
    }
    await client.invalidateQueries({ queryKey: sharingKey(path) });
  };
  const share = async () => {
    if (to === null) return;
    await act(api.post(`${path}/shares`, { to: { kind, id: to.id }, level: write ? "write" : "read" }));
    setTo(null);
  };
  const found = sharing.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={i18n._({ id: "sharing.title", message: "Who sees “{title}”", values: { title: titleOf(type, record) } })}
      footer={
        <Button variant="primary" onClick={onClose}>
          {i18n._({ id: "sharing.done", message: "Done" })}
        </Button>
      }
    >
      <div className="flex flex-col gap-5">
        {found === undefined && <Skeleton className="h-24" />}
        {found !== undefined && (
          <>
            <Switch
              checked={found.private}
              disabled={!found.may_hide}
              onChange={(kept) =>
                void act(kept ? api.put(`${path}/private`, undefined) : api.delete(`${path}/private`))
              }
            >
              {i18n._({ id: "sharing.private", message: "Private: only its owner and those it is shared with see it" })}
            </Switch>
            {found.shares.length > 0 && (
              <ul
                aria-label={i18n._({ id: "sharing.with", message: "Shared with" })}
                className="divide-y divide-line border-line border-y"
              >
                {found.shares.map((one) => (
                  <li key={one.id} className="flex min-h-11 items-center gap-3">
                    <div className="min-w-0 grow">
                      <p className="truncate">{nameOf(one)}</p>
                      <p className="text-muted text-small">
                        {one.level === "write"
                          ? i18n._({ id: "sharing.level.write", message: "May see and change it" })
                          : i18n._({ id: "sharing.level.read", message: "May see it" })}
                        {one.expires_at !== null &&
                          ` · ${i18n._({ id: "sharing.until", message: "until {date}", values: { date: formatDate(one.expires_at.slice(0, 10)) } })}`}
                      </p>
                    </div>
                    {found.may_share && (
                      <IconButton
                        label={i18n._({
                          id: "sharing.end",
                          message: "Stop sharing with {name}",
                          values: { name: nameOf(one) },
                        })}
                        onClick={() => void act(api.delete(`${path}/shares/${one.id}`))}
                      >
                        <X aria-hidden="true" className="size-4" />
                      </IconButton>
                    )}
                  </li>
                ))}
              </ul>
            )}
            {found.may_share && (
              <form
                className="flex flex-col gap-2"
                onSubmit={(event) => {
                  event.preventDefault();
                  void share();
                }}
              >
                <div className="grid gap-2 sm:grid-cols-[9rem_1fr]">
                  <Select<Kind>
                    aria-label={i18n._({ id: "sharing.kind", message: "Kind" })}
                    value={kind}
                    onChange={(next) => {
                      setKind(next);
                      setTo(null);
                    }}
                    options={[
                      { value: "person", label: i18n._({ id: "sharing.person", message: "Person" }) },
                      { value: "team", label: i18n._({ id: "sharing.team", message: "Team" }) },
                      { value: "territory", label: i18n._({ id: "sharing.territory", message: "Territory" }) },
                    ]}
                  />
                  <LinkPicker
                    key={kind}
                    aria-label={i18n._({ id: "sharing.who", message: "Share with" })}
                    placeholder={i18n._({ id: "sharing.who", message: "Share with" })}
                    to={kind}
                    value={to}
                    onChange={setTo}
                  />
                </div>
                <div className="flex items-center justify-between gap-3">
                  <Checkbox checked={write} onChange={setWrite}>
                    {i18n._({ id: "sharing.write", message: "They may change it, too" })}
                  </Checkbox>
                  <Button type="submit" disabled={to === null}>
                    {i18n._({ id: "sharing.share", message: "Share" })}
                  </Button>
                </div>
              </form>
            )}
          </>
        )}
        <Explained path={path} />
      </div>
    </Dialog>
  );
}

function nameOf(share: { name: string | null }) {
  return share.name ?? i18n._({ id: "sharing.unseen", message: "Somebody you may not see" });
}
