import { Outlet, createFileRoute, notFound, redirect } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { meQuery } from '@/features/accounts/api'
import { SessionProvider } from '@/lib/session'
import { writePreference } from '@/lib/preferences'
import { Shell } from '@/app/shell/shell'

/** Everything of one business: who is signed in, in which tenant, inside the shell. */
export const Route = createFileRoute('/t/$slug')({
  beforeLoad: async ({ context, params, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth', search: { next: location.href } })
    const tenant = me.tenants.find((entry) => entry.slug === params.slug)
    if (!tenant) throw notFound()
    if (tenant.needs_second_factor) throw redirect({ to: '/me', search: { why: 'second_factor' } })
    return { me, tenant }
  },
  component: TenantLayout,
})

function TenantLayout() {
  const { me, tenant } = Route.useRouteContext()
  const session = useMemo(() => ({ me, tenant }), [me, tenant])
  useEffect(() => writePreference('tenant', tenant.slug), [tenant.slug])
  return (
    <SessionProvider value={session}>
      <Shell key={tenant.id} me={me} tenant={tenant}>
        <Outlet />
      </Shell>
    </SessionProvider>
  )
}
