"""The metrics of scikit-learn 1 (measured on 1.9.1).

scikit-learn sees all samples at once and keeps no state. Here the sums that its averages are made
of are kept, or the samples themselves where there are no such sums.
"""

from lossgui.core.metrics.sklearn1 import classes, regression

__all__ = ["classes", "regression"]
