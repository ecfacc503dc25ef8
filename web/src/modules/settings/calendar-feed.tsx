import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type CalendarFeedState, type NewCalendarFeed } from "../../api";
import { formatDateTime, i18n } from "../../i18n";
import { Button, ConfirmDialog, Skeleton, Switch } from "../../ui";
import { complain } from "./complain";
import { SecretDialog } from "./secret-dialog";
import { Section } from "./section";

const key = ["calendar", "feed"];

/** The secret address under which other programs read one's calendar. */
export function CalendarFeedSection() {
  const client = useQueryClient();
  const state = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<CalendarFeedState>("calendar/feed", { signal }),
  }).data;
  const [secret, setSecret] = useState<string>();
  const [asked, ask] = useState<"renew" | "remove">("renew");
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      await client.invalidateQueries({ queryKey: key });
      setOpen(false);
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const feed = state?.feed ?? undefined;
  const make = () =>
    attempt(async () => {
      const body = { details: feed?.details ?? true };
      setSecret((await api.post<NewCalendarFeed>("calendar/feed", body, { idempotencyKey: crypto.randomUUID() })).url);
    });
  const askFor = (what: "renew" | "remove") => {
    ask(what);
    setOpen(true);
  };
  const remove = () => attempt(() => api.delete("calendar/feed"));
  return (
    <Section
      title={i18n._({ id: "settings.feed", message: "Your calendar in other programs" })}
      text={i18n._({
        id: "settings.feed.text",
        message:
          "A secret address by which a calendar on your phone or computer shows what is planned for you. Whoever has it sees your calendar.",
      })}
    >
      {state === undefined ? (
        <Skeleton className="h-10 w-full" />
      ) : feed === undefined ? (
        <div>
          <Button busy={busy} onClick={() => void make()}>
            {i18n._({ id: "settings.feed.make", message: "Make an address" })}
          </Button>
        </div>
      ) : (
        <div className="flex flex-col gap-3">
          <p className="text-muted">
            {i18n._({
              id: "settings.feed.made",
              message: "Made {at}.",
              values: { at: formatDateTime(feed.made_at) },
            })}{" "}
            {feed.used_at === null
              ? i18n._({ id: "settings.feed.unused", message: "Nothing has read it yet." })
              : i18n._({
                  id: "settings.feed.used",
                  message: "Last read {at}.",
                  values: { at: formatDateTime(feed.used_at) },
                })}
          </p>
          <Switch
            checked={feed.details}
            onChange={(details) => void attempt(() => api.patch("calendar/feed", { details }))}
          >
            {i18n._({ id: "settings.feed.details", message: "Show what it is, not only that you are busy" })}
          </Switch>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => askFor("renew")}>
              {i18n._({ id: "settings.feed.renew", message: "New address" })}
            </Button>
            <Button variant="danger" onClick={() => askFor("remove")}>
              {i18n._({ id: "settings.feed.remove", message: "Remove the address" })}
            </Button>
          </div>
        </div>
      )}
      <ConfirmDialog
        open={open}
        busy={busy}
        onClose={() => setOpen(false)}
        onConfirm={() => void (asked === "renew" ? make() : remove())}
        title={
          asked === "renew"
            ? i18n._({ id: "settings.feed.renew_title", message: "Make a new address?" })
            : i18n._({ id: "settings.feed.remove_title", message: "Remove the address?" })
        }
        description={i18n._({
          id: "settings.feed.ends",
          message: "Calendars that read the present one are no longer told of anything.",
        })}
        action={
          asked === "renew"
            ? i18n._({ id: "settings.feed.renew", message: "New address" })
            : i18n._({ id: "settings.feed.remove", message: "Remove the address" })
        }
      />
      <SecretDialog
        secret={secret}
        title={i18n._({ id: "settings.feed.told", message: "Address of your calendar" })}
        text={i18n._({
          id: "settings.feed.told_text",
          message: "Add it in your calendar's program as a subscription, by its address. It is shown only now.",
        })}
        label={i18n._({ id: "settings.feed.address", message: "Address" })}
        onClose={() => setSecret(undefined)}
      />
    </Section>
  );
}
