import { createFileRoute, redirect } from '@tanstack/react-router'
import { canSee } from '@/lib/session'

export const Route = createFileRoute('/t/$slug/')({
  beforeLoad: ({ context, params }) => {
    if (!canSee(context.tenant, 'inbox') && canSee(context.tenant, 'bookings')) throw redirect({ to: '/t/$slug/agenda', params: { slug: params.slug } })
    // agency people set a client up and may not read its conversations
    if (!canSee(context.tenant, 'inbox')) throw redirect({ to: '/t/$slug/settings', params: { slug: params.slug } })
    throw redirect({ to: '/t/$slug/inbox/{-$conversationId}', params: { slug: params.slug } })
  },
})
