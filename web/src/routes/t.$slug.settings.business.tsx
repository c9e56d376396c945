import { createFileRoute, useRouter } from '@tanstack/react-router'
import { Business } from '@/features/settings/components/business'

export const Route = createFileRoute('/t/$slug/settings/business')({ component: BusinessPage })

function BusinessPage() {
  const router = useRouter()
  // the shell and the time zone follow the new name and zone at once
  return <Business onChanged={() => void router.invalidate()} />
}
