import { useMutation } from '@tanstack/react-query'
import { Fingerprint } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/ui/button'
import { useEnter } from '../api'

type Props = { ticket?: string; children: ReactNode; onSignedIn: () => void; onProblem: (error: unknown) => void }

/** Signs in by passkey, or does the second step by one; a window that the person closed says nothing. */
export function PasskeyButton({ ticket, children, onSignedIn, onProblem }: Props) {
  const enter = useEnter()
  const work = useMutation({
    mutationFn: async () => {
      const { PasskeyCancelled, signInByPasskey } = await import('../passkeys')
      try {
        return await signInByPasskey(ticket)
      } catch (error) {
        if (error instanceof PasskeyCancelled) return null
        throw error
      }
    },
    onSuccess: async (me) => {
      if (!me) return
      await enter(me)
      onSignedIn()
    },
    onError: onProblem,
  })
  return (
    <Button size="lg" isBusy={work.isPending} onClick={() => work.mutate()}>
      <Fingerprint aria-hidden />
      {children}
    </Button>
  )
}
