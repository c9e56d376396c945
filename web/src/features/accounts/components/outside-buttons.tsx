import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { leaveTo, waysQuery } from '../outside'

type Props = { next?: string; onProblem: (error: unknown) => void }

/** A button for each service that people may sign in by. While it is not known which there are, none: a password works meanwhile. */
export function OutsideButtons({ next, onProblem }: Props) {
  const { t } = useTranslation('accounts')
  const ways = useQuery(waysQuery).data?.items ?? []
  const leave = useMutation({ mutationFn: (method: string) => leaveTo(method, next), onError: onProblem })
  return ways.map(({ method, name }) => (
    <Button key={method} size="lg" isBusy={(leave.isPending || leave.isSuccess) && leave.variables === method} onClick={() => leave.mutate(method)}>
      <ArrowUpRight aria-hidden />
      {t('signIn.with', { name })}
    </Button>
  ))
}
