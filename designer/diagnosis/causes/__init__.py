"""Why a network does not fit together, found by trying what would mend it.

Pure: no Qt, no keras. What Keras says of a node comes in as an `Answer`; what comes out are
candidates, ranked by how likely they were meant, and problems. Whether a candidate helps is tried
by those who can ask a worker; see `designer.session.explaining`.
"""
