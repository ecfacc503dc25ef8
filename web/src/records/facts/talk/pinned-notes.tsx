import { useQuery } from "@tanstack/react-query";
import { PinOff, StickyNote } from "lucide-react";
import type { TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { IconButton } from "../../../ui";
import { pageQuery } from "../../data/list-query";
import { Markdown } from "../../fields/markdown";
import { withoutMarks } from "../../fields/mentions";
import { asLink, asText, titleOf } from "../../fields/values";
import { quote } from "../../filters/expression";
import { RecordLink } from "../../navigation";
import { useActions } from "../../page/run-action";
import { When } from "../../timeline/change-view";
import type { TalkProps } from "./talk";

/** The notes about a record that somebody pinned, the last pinned first. */
export function PinnedNotes({ activity, record }: TalkProps & { activity: TypeSchema }) {
  const actions = useActions(activity);
  const found = useQuery(
    pageQuery(
      {
        plural: activity.plural,
        where: `about(regarding, ${quote(record.id)}) and pinned_at is not empty`,
        sort: "-pinned_at",
        fields: ["subject", "body", "owner", "created_at", "kind", "pinned_at"],
      },
      0,
    ),
  );
  const notes = found.data?.data ?? [];
  const unpin = activity.can.update ? activity.actions.find(({ name }) => name === "unpin") : undefined;
  if (notes.length === 0) return null;
  return (
    <section
      aria-label={i18n._({ id: "talk.pinned", message: "Pinned notes" })}
      className="flex flex-col gap-2 empty:hidden"
    >
      {notes.map((note) => {
        const title = titleOf(activity, note);
        const body = asText(note.body);
        return (
          <article
            key={note.id}
            data-id={note.id}
            aria-label={title}
            className="flex items-start gap-2 rounded-card border border-line bg-raised px-3 py-2"
          >
            <StickyNote aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent" />
            <div className="flex min-w-0 grow flex-col gap-1">
              <div className="flex flex-wrap items-baseline gap-x-3">
                <RecordLink of={activity} id={note.id} className="min-w-0 break-words font-medium hover:underline">
                  {title}
                </RecordLink>
                <span className="text-muted text-small">{asLink(note.owner)?.title}</span>
                <When at={asText(note.created_at)} />
              </div>
              {body !== "" && withoutMarks(body) !== title && <Markdown source={body} />}
            </div>
            {unpin !== undefined && (
              <IconButton
                size="small"
                label={i18n._({ id: "talk.unpin", message: "Unpin: {title}", values: { title } })}
                onClick={() => actions.run(unpin, { ids: [note.id] })}
              >
                <PinOff aria-hidden="true" className="size-3.5" />
              </IconButton>
            )}
          </article>
        );
      })}
    </section>
  );
}
