import { createFileRoute } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Stores } from '@/features/settings/components/stores'

export const Route = createFileRoute('/t/$slug/settings/stores/{-$storeId}')({ component: StoresPage })

function StoresPage() {
  const { slug, storeId } = Route.useParams()
  const navigate = Route.useNavigate()
  const leave = useCallback(() => void navigate({ to: '/t/$slug/settings/stores/{-$storeId}', params: { slug, storeId: undefined } }), [navigate, slug])
  return <Stores storeId={storeId} onLeave={leave} />
}
