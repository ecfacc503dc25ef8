import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { MessageSquare } from "lucide-react";
import { useRef, useState } from "react";
import type { TypeSchema } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, cx } from "../../../ui";
import { pageQuery, recordQuery } from "../../data/list-query";
import { useMe } from "../../data/schema";
import { asLink } from "../../fields/values";
import { commentsOf, say, useReactions } from "./calls";
import { Comment } from "./comment";
import { Entry } from "./entry";
import type { TalkProps } from "./talk";

interface ThreadProps extends TalkProps {
  comment: TypeSchema;
  reaction: TypeSchema | undefined;
}

/** Brings what an address names into sight, once, and to the ears of who hears the page. */
function pointOut(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: "center" });
  item?.focus({ preventScroll: true });
}

/** What people say of a record, the oldest first; one line as long as nobody has. */
export function Thread({ comment, reaction, type, record }: ThreadProps) {
  const client = useQueryClient();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const found = useQuery(pageQuery(commentsOf(comment, record), 0));
  const newest = (found.data?.data ?? []).toReversed();
  const total = found.data?.count ?? newest.length;
  const named = useLocation({ select: ({ hash }) => hash });
  // One that is older than those that are shown.
  const isOlder = total > newest.length && named !== "" && newest.every(({ id }) => id !== named);
  const older = useQuery({ ...recordQuery(comment.plural, named), enabled: isOlder, retry: false });
  const isHere = isOlder && asLink(older.data?.about)?.id === record.id;
  const comments = isHere && older.data !== undefined ? [older.data, ...newest] : newest;
  const reactions = useReactions(reaction, comments, me);
  if (comments.length === 0 && !open) {
    return comment.can.create ? (
      <Button
        ref={button}
        variant="quiet"
        size="small"
        className="self-start"
        icon={<MessageSquare aria-hidden="true" className="size-3.5" />}
        onClick={() => setOpen(true)}
      >
        {i18n._({ id: "talk.begin", message: "Comment" })}
      </Button>
    ) : null;
  }
  return (
    <section aria-label={comment.plural_label} className="flex flex-col gap-3 rounded-card border border-line p-3">
      <h2 className="flex items-center gap-2 font-semibold">
        <MessageSquare aria-hidden="true" className="size-4 text-muted" />
        {comment.plural_label}
        {total > 0 && <span className="font-normal text-muted tabular-nums">{total}</span>}
      </h2>
      {total > comments.length && (
        <p className="text-muted text-small">
          {i18n._({
            id: "talk.newest",
            message: "The newest {shown} of {total}",
            values: { shown: comments.length, total },
          })}
        </p>
      )}
      {comments.length > 0 && (
        <ol className="flex flex-col gap-3">
          {comments.map((one) => (
            <li
              key={one.id}
              data-id={one.id}
              {...(one.id === named && { ref: pointOut, tabIndex: -1, "aria-current": true })}
              className={cx(one.id === named && "-m-2 rounded-control bg-accent-bg p-2")}
            >
              <Comment type={comment} comment={one} reaction={reaction} reactions={reactions} />
            </li>
          ))}
        </ol>
      )}
      {comment.can.create && (
        <Entry
          label={i18n._({ id: "talk.write", message: "Write a comment" })}
          save={i18n._({ id: "talk.send", message: "Send" })}
          focused={open}
          choosesPrivate
          onSave={(said) => say(client, comment, { type, record }, said, me)}
          onCancel={() => setOpen(false)}
        />
      )}
    </section>
  );
}
