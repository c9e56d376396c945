import { useQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { signedIn } from '@/app/shell/entrance'
import { PageFrame } from '@/app/shell/page-frame'
import { agencyTenantsQuery, meQuery } from '@/features/accounts/api'
import { AgencyPolicy } from '@/features/accounts/components/agency-policy'
import { AgencyTenants } from '@/features/accounts/components/agency-tenants'
import { worksForAgency } from '@/features/accounts/rules'
import { loadCatalogue } from '@/i18n'
import { Logo } from '@/ui/logo'

export const Route = createFileRoute('/agency')({
  beforeLoad: signedIn(worksForAgency),
  loader: ({ context }) => Promise.all([context.queryClient.ensureQueryData(agencyTenantsQuery), loadCatalogue('account')]),
  component: AgencyPage,
})

function AgencyPage() {
  const { me: first } = Route.useRouteContext()
  const me = useQuery(meQuery).data ?? first
  return (
    <PageFrame me={me} start={<Logo />} isNarrow>
      <AgencyTenants agencyName={me.agency?.name ?? 'Atende'} />
      {me.agency && <AgencyPolicy agency={me.agency} />}
    </PageFrame>
  )
}
