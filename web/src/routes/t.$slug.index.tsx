import { createFileRoute, redirect } from '@tanstack/react-router'

export const Route = createFileRoute('/t/$slug/')({
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$slug/inbox/{-$conversationId}', params: { slug: params.slug } })
  },
})
