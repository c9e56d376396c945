import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// What is waited for may come late on a busy machine; that it comes is what is asked.
configure({ asyncUtilTimeout: 20_000 })

afterEach(cleanup)
