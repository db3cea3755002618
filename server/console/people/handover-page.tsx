import { Page } from "../layout/page.tsx";
import { Handover } from "../parts/handover.tsx";
import { PageHead } from "../parts/section.tsx";
import type { View } from "../view.ts";

/** Shown once, as the answer to the form that made the link. */
export function HandoverPage(props: { view: View; name: string; link: string; expiresAtMs: number; next: string }) {
  const { view } = props;
  const title = view.t("handover.title", { name: props.name });
  return (
    <Page view={view} title={title} place="people" islands={["copy"]}>
      <PageHead lead={title} />
      <Handover {...props} />
    </Page>
  );
}
