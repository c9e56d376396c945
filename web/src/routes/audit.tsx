import { createFileRoute } from '@tanstack/react-router'
import { useCallback } from 'react'
import { runsInstall, signedIn } from '@/app/shell/entrance'
import { LogoHome, PageFrame } from '@/app/shell/page-frame'
import { InstallAudit } from '@/features/settings/components/audit-log'
import { type AuditView, auditView } from '@/features/settings/rules/audit'
import { loadCatalogue } from '@/i18n'

/** What was done to the install and its accounts; for those who run it. The filters live in the URL. */
export const Route = createFileRoute('/audit')({
  validateSearch: (raw: Record<string, unknown>): AuditView => auditView(raw),
  beforeLoad: signedIn(runsInstall),
  loader: () => loadCatalogue('audit', 'settings'),
  component: InstallAuditPage,
})

function InstallAuditPage() {
  const { me } = Route.useRouteContext()
  const view = Route.useSearch()
  const navigate = Route.useNavigate()
  const onView = useCallback((change: AuditView) => void navigate({ search: (now) => auditView({ ...now, ...change }), replace: true }), [navigate])
  return (
    <PageFrame me={me} start={<LogoHome />}>
      <InstallAudit view={view} onView={onView} />
    </PageFrame>
  )
}
