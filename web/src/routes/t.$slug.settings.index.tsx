import { createFileRoute, redirect } from '@tanstack/react-router'
import { sections } from '@/features/settings/rules/sections'
import { canSee } from '@/lib/session'

export const Route = createFileRoute('/t/$slug/settings/')({
  beforeLoad: ({ context, params }) => {
    const first = sections.find((section) => canSee(context.tenant, section.rooms))
    throw redirect({ to: first?.to ?? '/', params: { slug: params.slug, storeId: undefined } })
  },
})
