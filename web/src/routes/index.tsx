import { createFileRoute, redirect } from '@tanstack/react-router'
import { meQuery } from '@/features/accounts/api'
import { NoTenant } from '@/features/accounts/components/no-tenant'
import { landing } from '@/features/accounts/rules'
import { readPreference } from '@/lib/preferences'

export const Route = createFileRoute('/')({
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth' })
    const place = landing(me, readPreference('tenant'))
    if (place === 'agency') throw redirect({ to: '/agency' })
    if (place !== 'nowhere') throw redirect({ to: '/t/$slug', params: { slug: place.slug } })
  },
  component: NoTenant,
})
