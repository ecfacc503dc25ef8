import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../../../api";
import { i18n } from "../../../i18n";
import { Skeleton } from "../../../ui";
import { Section } from "../section";
import { providerQuery } from "./calls";
import { Copyable } from "./copyable";
import { DirectorySection } from "./directory";
import { Domains } from "./domains";
import { ProviderForm } from "./provider-form";
import { ProviderTools } from "./provider-tools";

/** How people of the workspace sign in through a provider of its own. */
export function SignInPage() {
  const { data, error } = useQuery(providerQuery);
  return (
    <>
      <Section
        title={i18n._({ id: "settings.provider", message: "Sign-in provider" })}
        text={i18n._({
          id: "settings.provider.text",
          message:
            "People sign in with the account of their organisation, by OpenID Connect. Free for every workspace.",
        })}
      >
        {error !== null && (
          <p role="alert" className="text-danger">
            {asProblem(error)?.message}
          </p>
        )}
        {data === undefined && error === null && <Skeleton className="h-64" />}
        {data !== undefined && (
          <>
            <Copyable
              label={i18n._({ id: "settings.provider.back", message: "Register this redirect address there" })}
              text={data.back}
            />
            <ProviderForm provider={data} />
            {data.issuer !== null && <ProviderTools provider={data} />}
          </>
        )}
      </Section>
      <Domains />
      <DirectorySection />
    </>
  );
}
