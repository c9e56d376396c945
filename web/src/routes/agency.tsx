import { useQuery } from '@tanstack/react-query'
import { createFileRoute, notFound, redirect } from '@tanstack/react-router'
import { UserMenu } from '@/app/shell/user-menu'
import { agencyTenantsQuery, meQuery } from '@/features/accounts/api'
import { AgencyPolicy } from '@/features/accounts/components/agency-policy'
import { AgencyTenants } from '@/features/accounts/components/agency-tenants'
import { worksForAgency } from '@/features/accounts/rules'
import { loadCatalogue } from '@/i18n'
import { Logo } from '@/ui/logo'

export const Route = createFileRoute('/agency')({
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth', search: { next: location.href } })
    if (!worksForAgency(me)) throw notFound()
    return { me }
  },
  loader: ({ context }) => Promise.all([context.queryClient.ensureQueryData(agencyTenantsQuery), loadCatalogue('account')]),
  component: AgencyPage,
})

function AgencyPage() {
  const { me: first } = Route.useRouteContext()
  const me = useQuery(meQuery).data ?? first
  return (
    <div className="h-full overflow-y-auto">
      <header className="flex items-center justify-between border-b bg-surface px-4 py-2.5">
        <Logo />
        <UserMenu me={me} />
      </header>
      <main id="content" className="mx-auto w-full max-w-3xl px-4 py-8">
        <AgencyTenants agencyName={me.agency?.name ?? 'Atende'} />
        {me.agency && <AgencyPolicy agency={me.agency} />}
      </main>
    </div>
  )
}
