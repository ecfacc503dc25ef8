import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { asProblem, type RecordData, type TypeSchema } from "../../api";
import { upload } from "../../api/upload";
import { reasonOf } from "../data/reason";
import { refreshLists } from "../data/write";
import { historyKey } from "../timeline/streams";

export interface Sending {
  /** Also what makes the server take it once only. */
  key: string;
  file: File;
  /** From 0 to 1. */
  share: number;
  /** Why it did not arrive; empty while it is on its way. */
  reason: string;
}

const atOnce = 2;

/** Files on their way to a record, a few at a time. */
export function useUploads(to: TypeSchema, type: TypeSchema, record: RecordData) {
  const client = useQueryClient();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const waiting = useRef<Sending[]>([]);
  const underWay = useRef(new Map<string, AbortController>());
  const change = (key: string, values: Partial<Sending>) =>
    setSending((all) => all.map((one) => (one.key === key ? { ...one, ...values } : one)));
  const drop = (key: string) => setSending((all) => all.filter((one) => one.key !== key));

  const send = async ({ key, file }: Sending): Promise<void> => {
    const controller = new AbortController();
    underWay.current.set(key, controller);
    try {
      await upload(`${to.plural}/upload`, file, {
        query: { name: file.name, regarding_type: type.name, regarding: record.id },
        idempotencyKey: key,
        signal: controller.signal,
        onProgress: (share) => change(key, { share }),
      });
      await Promise.all([
        refreshLists(client, to.plural),
        client.invalidateQueries({ queryKey: historyKey(type.plural, record.id) }),
      ]);
      drop(key);
    } catch (error) {
      const problem = asProblem(error);
      if (problem !== undefined) change(key, { reason: reasonOf(problem) });
      else if (!controller.signal.aborted) throw error;
    } finally {
      underWay.current.delete(key);
      next();
    }
  };
  const next = () => {
    while (underWay.current.size < atOnce) {
      const one = waiting.current.shift();
      if (one === undefined) return;
      void send(one);
    }
  };
  const start = (one: Sending) => {
    waiting.current.push(one);
    next();
  };

  // A page that closes takes what has not arrived with it, so people are asked first.
  const busy = sending.some((one) => one.reason === "");
  useEffect(() => {
    if (!busy) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, [busy]);

  return {
    sending,
    add: (files: Iterable<File>) => {
      const added = [...files].map((file) => ({ key: crypto.randomUUID(), file, share: 0, reason: "" }));
      setSending((all) => [...all, ...added]);
      added.forEach(start);
    },
    retry: (one: Sending) => {
      change(one.key, { share: 0, reason: "" });
      start(one);
    },
    cancel: ({ key }: Sending) => {
      waiting.current = waiting.current.filter((one) => one.key !== key);
      underWay.current.get(key)?.abort();
      drop(key);
    },
  };
}
