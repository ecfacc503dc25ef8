import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, asProblem, type Domain } from "../../../api";
import { i18n } from "../../../i18n";
import { Button, Field, Input, notify, Skeleton, Tag } from "../../../ui";
import { requiredText, showProblem } from "../../form";
import { Rows, Section } from "../section";
import { domainsQuery, once } from "./calls";
import { Copyable } from "./copyable";

const domainSchema = z.object({ domain: z.string().check(z.trim(), z.minLength(1, { error: requiredText })) });
type DomainValues = z.infer<typeof domainSchema>;

/** The domains that are proved to be the workspace's own. */
export function Domains() {
  const queryClient = useQueryClient();
  const { data } = useQuery(domainsQuery);
  const form = useForm<DomainValues>({
    resolver: standardSchemaResolver(domainSchema),
    defaultValues: { domain: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const title = i18n._({ id: "settings.domains", message: "Domains" });
  const submit = form.handleSubmit(async (values) => {
    try {
      await api.post<Domain>("domains", values, once());
      await queryClient.invalidateQueries({ queryKey: domainsQuery.queryKey });
      form.reset();
    } catch (error) {
      showProblem(form, error);
    }
  });
  return (
    <Section
      title={title}
      text={i18n._({
        id: "settings.domains.text",
        message: "The provider speaks for addresses of verified domains. A record at the domain verifies it.",
      })}
    >
      {data === undefined ? (
        <Skeleton className="h-16" />
      ) : (
        data.data.length > 0 && (
          <Rows label={title}>
            {data.data.map((domain) => (
              <DomainRow key={domain.id} domain={domain} />
            ))}
          </Rows>
        )
      )}
      <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field
          label={i18n._({ id: "settings.domains.domain", message: "Domain" })}
          error={errors.domain?.message ?? errors.root?.message}
        >
          {(control) => (
            <Input {...control} {...form.register("domain")} dir="ltr" autoComplete="off" placeholder="example.com" />
          )}
        </Field>
        <div>
          <Button type="submit" busy={isSubmitting}>
            {i18n._({ id: "settings.domains.add", message: "Add the domain" })}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function DomainRow({ domain }: { domain: Domain }) {
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const attempt = async (what: () => Promise<string | null>) => {
    setBusy(true);
    try {
      setProblem((await what()) ?? undefined);
      await queryClient.invalidateQueries({ queryKey: domainsQuery.queryKey });
    } catch (error) {
      notify({ message: asProblem(error)?.message ?? String(error) });
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    await api.delete(`domains/${domain.id}`);
    return null;
  };
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <bdi dir="ltr" className="min-w-0 grow truncate text-start">
          {domain.domain}
        </bdi>
        <Tag hue={domain.verified_at === null ? 60 : 150}>
          {domain.verified_at === null
            ? i18n._({ id: "settings.domains.open", message: "Not verified" })
            : i18n._({ id: "settings.domains.verified", message: "Verified" })}
        </Tag>
        <Button
          busy={busy}
          onClick={() =>
            void attempt(async () => (await api.post<Domain>(`domains/${domain.id}/verify`, undefined, once())).problem)
          }
        >
          {i18n._({ id: "settings.domains.verify", message: "Look now" })}
        </Button>
        <Button variant="quiet" onClick={() => void attempt(remove)}>
          {i18n._({ id: "settings.domains.remove", message: "Remove" })}
        </Button>
      </div>
      {domain.verified_at === null && (
        <>
          <Copyable
            label={i18n._({ id: "settings.domains.name", message: "Name of the TXT record" })}
            text={domain.record_name}
          />
          <Copyable
            label={i18n._({ id: "settings.domains.value", message: "What it says" })}
            text={domain.record_value}
          />
        </>
      )}
      {problem !== undefined && (
        <p role="alert" className="text-danger text-small">
          {problem}
        </p>
      )}
    </li>
  );
}
