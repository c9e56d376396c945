import { createFileRoute } from '@tanstack/react-router'
import { useCallback } from 'react'
import { TenantAudit } from '@/features/settings/components/audit-log'
import { type AuditView, auditView } from '@/features/settings/rules/audit'
import { loadCatalogue } from '@/i18n'

/** Who did what: the filters live in the URL. */
export const Route = createFileRoute('/t/$slug/settings/audit')({
  validateSearch: (raw: Record<string, unknown>): AuditView => auditView(raw),
  loader: () => loadCatalogue('audit'),
  component: AuditPage,
})

function AuditPage() {
  const view = Route.useSearch()
  const navigate = Route.useNavigate()
  const onView = useCallback((change: AuditView) => void navigate({ search: (now) => auditView({ ...now, ...change }), replace: true, params: (now) => now }), [navigate])
  return <TenantAudit view={view} onView={onView} />
}
