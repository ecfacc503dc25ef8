import { useQueryClient } from "@tanstack/react-query";
import { Lock, MoreHorizontal, Pencil, SmilePlus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { RecordData, TypeSchema } from "../../../api";
import { formatDateTime, i18n } from "../../../i18n";
import { Avatar, cx, IconButton, Menu, Tooltip } from "../../../ui";
import { fieldNamed, useMe } from "../../data/schema";
import { useWrites } from "../../data/use-writes";
import { Markdown } from "../../fields/markdown";
import { personName } from "../../fields/person-name";
import { asLink, asText, choiceLabel } from "../../fields/values";
import { When } from "../../timeline/change-view";
import { isWriting, type Reacted, toggle, type useReactions } from "./calls";
import { Entry } from "./entry";
import { signs } from "./signs";

interface CommentProps {
  type: TypeSchema;
  comment: RecordData;
  reaction: TypeSchema | undefined;
  reactions: ReturnType<typeof useReactions>;
}

/** What one person said, and what others answer with a sign. */
export function Comment({ type, comment, reaction, reactions }: CommentProps) {
  const me = useMe();
  const writes = useWrites(type);
  const [editing, setEditing] = useState(false);
  const author = asLink(comment.created_by);
  const name = personName(author?.title ?? "");
  const body = asText(comment.body);
  const edited = asText(comment.edited_at);
  const isOwn = author?.id === me.person.id;
  const mayDelete = type.can.delete && (isOwn || me.role === "administrator" || me.role === "owner");
  const saved = !isWriting(comment);
  const edit = {
    label: i18n._({ id: "talk.edit", message: "Edit" }),
    icon: <Pencil aria-hidden="true" className="size-4" />,
    run: () => setEditing(true),
  };
  const remove = {
    label: i18n._({ id: "talk.delete", message: "Delete" }),
    icon: <Trash2 aria-hidden="true" className="size-4" />,
    danger: true,
    run: () => void writes.remove({ ids: [comment.id] }),
  };
  return (
    <article
      aria-label={i18n._({ id: "talk.by", message: "Comment by {name}", values: { name } })}
      className={cx("flex items-start gap-2", !saved && "opacity-60")}
    >
      <Avatar name={name} person={author?.id} />
      <div className="flex min-w-0 grow flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{name}</span>
          <When at={asText(comment.created_at)} />
          {edited !== "" && (
            <span title={formatDateTime(edited)} className="text-muted text-small">
              {i18n._({ id: "talk.edited", message: "edited" })}
            </span>
          )}
          {comment.private === true && (
            <span className="flex items-center gap-1 text-muted text-small">
              <Lock aria-hidden="true" className="size-3" />
              {i18n._({ id: "talk.is_private", message: "Only for those mentioned" })}
            </span>
          )}
        </div>
        {editing ? (
          <Entry
            label={i18n._({ id: "talk.change", message: "Change the comment" })}
            save={i18n._({ id: "talk.save", message: "Save" })}
            text={body}
            focused
            onSave={async (said) => {
              const done = await writes.save(comment.id, { body: said.body });
              if (done.ok) setEditing(false);
              return done.ok;
            }}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <Markdown source={body} />
        )}
        {reaction !== undefined && saved && (
          <Signs reaction={reaction} comment={comment} list={reactions.list} given={reactions.of(comment.id)} />
        )}
      </div>
      {saved && (isOwn || mayDelete) && (
        <Menu
          align="end"
          trigger={
            <IconButton label={i18n._({ id: "talk.more", message: "More about the comment" })} size="small">
              <MoreHorizontal aria-hidden="true" className="size-4" />
            </IconButton>
          }
          groups={[{ items: [...(isOwn && type.can.update ? [edit] : []), ...(mayDelete ? [remove] : [])] }]}
        />
      )}
    </article>
  );
}

interface SignsProps {
  reaction: TypeSchema;
  comment: RecordData;
  list: ReturnType<typeof useReactions>["list"];
  given: readonly Reacted[];
}

function Signs({ reaction, comment, list, given }: SignsProps) {
  const client = useQueryClient();
  const me = useMe();
  const field = fieldNamed(reaction, "emoji");
  if (field === undefined || list === undefined) return null;
  const give = (reacted: Pick<Reacted, "emoji" | "own">) => void toggle(client, reaction, list, comment, reacted, me);
  return (
    <div className="flex flex-wrap items-center gap-1">
      {given.map((reacted) => {
        const { emoji, names } = reacted;
        const who = new Intl.ListFormat(undefined, { type: "conjunction" }).format(names.map(personName));
        return (
          <Tooltip key={emoji} content={who}>
            <button
              type="button"
              aria-pressed={reacted.own !== undefined}
              aria-label={i18n._({
                id: "talk.reacted",
                message: "{count} {sign}: {who}",
                values: { count: names.length, sign: choiceLabel(field, emoji), who },
              })}
              disabled={!reaction.can.create}
              onClick={() => give(reacted)}
              className={cx(
                "flex min-h-6 items-center gap-1 rounded-full border px-2 text-small tabular-nums",
                reacted.own === undefined ? "border-line" : "border-accent bg-accent-bg",
              )}
            >
              <span aria-hidden="true">{signs[emoji]}</span>
              {names.length}
            </button>
          </Tooltip>
        );
      })}
      {reaction.can.create && (
        <Menu
          trigger={
            <IconButton label={i18n._({ id: "talk.react", message: "React" })} size="small">
              <SmilePlus aria-hidden="true" className="size-4" />
            </IconButton>
          }
          groups={[
            {
              items: (field.choices ?? []).map(({ value, label }) => ({
                label,
                icon: <span aria-hidden="true">{signs[value]}</span>,
                run: () => give(given.find(({ emoji }) => emoji === value) ?? { emoji: value }),
              })),
            },
          ]}
        />
      )}
    </div>
  );
}
