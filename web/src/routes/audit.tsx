import { Link, createFileRoute, notFound, redirect } from '@tanstack/react-router'
import { useCallback } from 'react'
import { UserMenu } from '@/app/shell/user-menu'
import { meQuery } from '@/features/accounts/api'
import { InstallAudit } from '@/features/settings/components/audit-log'
import { type AuditView, auditView } from '@/features/settings/rules/audit'
import { Logo } from '@/ui/logo'

/** What was done to the install and its accounts; for those who run it. The filters live in the URL. */
export const Route = createFileRoute('/audit')({
  validateSearch: (raw: Record<string, unknown>): AuditView => auditView(raw),
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth', search: { next: location.href } })
    if (!me.is_superuser) throw notFound()
    return { me }
  },
  component: InstallAuditPage,
})

function InstallAuditPage() {
  const { me } = Route.useRouteContext()
  const view = Route.useSearch()
  const navigate = Route.useNavigate()
  const onView = useCallback((change: AuditView) => void navigate({ search: (now) => auditView({ ...now, ...change }), replace: true }), [navigate])
  return (
    <div className="h-full overflow-y-auto">
      <header className="flex items-center justify-between border-b bg-surface px-4 py-2.5">
        <Link to="/agency" aria-label="Atende">
          <Logo />
        </Link>
        <UserMenu me={me} />
      </header>
      <main id="content" className="mx-auto w-full max-w-4xl px-4 py-8">
        <InstallAudit view={view} onView={onView} />
      </main>
    </div>
  )
}
