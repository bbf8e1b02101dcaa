package dev.culvert.helper.session;

import dev.culvert.helper.state.Problem;

/** A change of this computer failed. */
final class HostFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  HostFailure(Problem problem, Throwable cause) {
    super(problem.message(), cause);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
