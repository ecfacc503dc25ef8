import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, may, meQuery, type Viewing } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Button, Switch } from "../../../ui";
import { complain } from "../complain";
import { Rows, Section } from "../section";
import { hoursText } from "./ask-dialog";
import { startViewing, viewingsQuery } from "./calls";

/** Who may see Kith as oneself, and as whom one may. */
export function ViewingsSection() {
  const me = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const { data } = useQuery(viewingsQuery);
  const open = (data?.data ?? []).filter(({ state }) => state === "asked" || state === "allowed");
  const decides = me.role === "owner";
  if (data === undefined || (open.length === 0 && !may(me, "view_as"))) return null;
  const change = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (error) {
      complain(error);
    }
    await queryClient.invalidateQueries({ queryKey: viewingsQuery.queryKey });
  };
  const title = i18n._({ id: "viewing.title", message: "Seeing Kith as others do" });
  return (
    <Section
      title={title}
      text={i18n._({
        id: "viewing.text",
        message: "Who helps others can see what they see, with their consent, for some hours. They can only look.",
      })}
    >
      {open.length === 0 ? (
        <p className="text-muted">{i18n._({ id: "viewing.none", message: "Nobody is asking, and nobody may." })}</p>
      ) : (
        <Rows label={title}>
          {open.map((viewing) => (
            <ViewingRow key={viewing.id} viewing={viewing} mine={viewing.viewer.id === me.person.id} change={change} />
          ))}
        </Rows>
      )}
      {decides && (
        <Switch
          checked={data.without_consent}
          onChange={(without_consent) => void change(api.put("viewings/rules", { without_consent }))}
        >
          {i18n._({
            id: "viewing.freely",
            message: "In this workspace, people are told but not asked. What they keep private is seen, too.",
          })}
        </Switch>
      )}
    </Section>
  );
}

interface ViewingRowProps {
  viewing: Viewing;
  /** True where the person signed in is the one who looks. */
  mine: boolean;
  change: (call: Promise<unknown>) => Promise<void>;
}

function ViewingRow({ viewing, mine, change }: ViewingRowProps) {
  const { id, state, reason } = viewing;
  const name = mine ? viewing.seen.title : viewing.viewer.title;
  const allowed = state === "allowed";
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <div className="min-w-0 grow basis-60">
        <p className="wrap-anywhere">{sentence(viewing, mine)}</p>
        <p className="wrap-anywhere text-muted text-small">
          {[reason, allowed ? untilText(viewing) : hoursText(viewing.hours)].join(" · ")}
        </p>
      </div>
      <div className="flex gap-2">
        {mine && allowed && (
          <Button size="small" variant="primary" onClick={() => void startViewing(viewing)}>
            {i18n._({ id: "viewing.start", message: "View as {name}", values: { name } })}
          </Button>
        )}
        {!mine && !allowed && (
          <>
            <Button
              size="small"
              variant="primary"
              aria-label={i18n._({ id: "viewing.allow_named", message: "Allow {name}", values: { name } })}
              onClick={() => void change(api.post(`viewings/${id}/allow`, {}))}
            >
              {i18n._({ id: "viewing.allow", message: "Allow" })}
            </Button>
            <Button
              size="small"
              aria-label={i18n._({ id: "viewing.refuse_named", message: "Decline {name}", values: { name } })}
              onClick={() => void change(api.post(`viewings/${id}/refuse`))}
            >
              {i18n._({ id: "viewing.refuse", message: "Decline" })}
            </Button>
          </>
        )}
        {(mine || allowed) && (
          <Button
            size="small"
            aria-label={i18n._({ id: "viewing.withdraw_named", message: "Withdraw: {name}", values: { name } })}
            onClick={() => void change(api.delete(`viewings/${id}`))}
          >
            {i18n._({ id: "viewing.withdraw", message: "Withdraw" })}
          </Button>
        )}
      </div>
    </li>
  );
}

function sentence({ viewer, seen, state }: Viewing, mine: boolean): string {
  const name = mine ? seen.title : viewer.title;
  if (mine)
    return state === "allowed"
      ? i18n._({ id: "viewing.may", message: "You may see Kith as {name} does", values: { name } })
      : i18n._({ id: "viewing.waiting", message: "You asked {name}", values: { name } });
  return state === "allowed"
    ? i18n._({ id: "viewing.may_you", message: "{name} may see Kith as you do", values: { name } })
    : i18n._({ id: "viewing.asks_you", message: "{name} asks to see Kith as you do", values: { name } });
}

function untilText({ until }: Viewing): string {
  return i18n._({ id: "viewing.until", message: "until {time}", values: { time: formatDateTime(until ?? "") } });
}
